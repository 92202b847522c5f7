import { context, SpanKind, SpanStatusCode, trace, type Context, type Span, type Tracer } from '@opentelemetry/api';
import type { TokenEvent } from '@tokenkeep/core';
import { clientName, serverAttributes } from './attributes.ts';

interface Flight {
  readonly span: Span;
  /** What exchanges stand under. */
  readonly inside: Context;
  /** The spans of callers that are linked already, or above it. */
  readonly known: Set<string>;
}

/**
 * A span for each flight, under the span of the caller who caused it and linked to those of the callers who joined; under
 * it a span for each exchange. Core knows nothing of spans: its events are told in the context of the caller they are
 * about, and an exchange's span is made when it is over, with its start in the past.
 */
export class TokenSpans {
  readonly #tracer: () => Tracer;
  readonly #flights = new Map<string, Flight>();

  /** @param tracer asked at each flight */
  constructor(tracer: () => Tracer) {
    this.#tracer = tracer;
  }

  record(event: TokenEvent, client: string): void {
    const flight = this.#flights.get(client);
    switch (event.type) {
      case 'flight-started':
        // Two clients under one name: the later flight is told of.
        flight?.span.end();
        return this.#start(client, event.refresh);
      case 'flight-joined':
        return flight && link(flight);
      case 'flight-ended':
        if (flight === undefined) return;
        this.#flights.delete(client);
        return end(flight.span, event);
      case 'exchanged':
        return this.#exchange(client, event);
      case 'exchange-failed':
        return this.#exchange(client, event, event);
      default:
        if (flight !== undefined && told.has(event.type)) flight.span.addEvent(`tokenkeep.${event.type}`);
    }
  }

  #start(client: string, refresh: boolean): void {
    const around = context.active();
    const attributes = { [clientName]: client, 'tokenkeep.flight.refresh': refresh };
    const span = this.#tracer().startSpan('tokenkeep.flight', { attributes }, around);
    const above = trace.getSpanContext(around);
    this.#flights.set(client, {
      span,
      inside: trace.setSpan(around, span),
      known: new Set(above && [above.spanId]),
    });
  }

  #exchange(
    client: string,
    { origin, durationMs }: { readonly origin: string; readonly durationMs: number },
    failure?: Extract<TokenEvent, { type: 'exchange-failed' }>,
  ): void {
    const endTime = Date.now();
    const options = {
      kind: SpanKind.CLIENT,
      startTime: endTime - durationMs,
      attributes: { [clientName]: client, ...serverAttributes(origin) },
    };
    // One that has outlived its flight stands under the caller.
    const around = this.#flights.get(client)?.inside ?? context.active();
    const span = this.#tracer().startSpan('tokenkeep.exchange', options, around);
    if (failure !== undefined) {
      fail(span, failure.code);
      if (failure.status !== undefined) span.setAttribute('http.response.status_code', failure.status);
    }
    span.end(endTime);
  }
}

/** What else a flight's span tells of: what explains how long it took. */
const told: ReadonlySet<TokenEvent['type']> = new Set([
  'second-attempt',
  'same-token',
  'served-stale',
  'cooling-down',
  'rest-shared',
  'given-up',
  'cache-hit',
  'cache-failed',
  'lock-waited',
]);

function link({ span, known }: Flight): void {
  const caller = trace.getSpanContext(context.active());
  if (caller === undefined || known.has(caller.spanId)) return;
  known.add(caller.spanId);
  span.addLink({ context: caller });
}

function end(span: Span, { outcome, code, callers }: Extract<TokenEvent, { type: 'flight-ended' }>): void {
  span.setAttributes({ 'tokenkeep.flight.outcome': outcome, 'tokenkeep.flight.callers': callers });
  if (outcome === 'failed') fail(span, code);
  span.end();
}

function fail(span: Span, code = '_OTHER'): void {
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
