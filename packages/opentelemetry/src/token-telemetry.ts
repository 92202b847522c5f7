import { metrics, trace, type MeterProvider, type TracerProvider } from '@opentelemetry/api';
import type { TokenEventListener } from '@tokenkeep/core';
import { createTokenMetrics, type TokenMetrics } from './token-metrics.ts';
import { TokenSpans } from './token-spans.ts';

/** What {@link tokenTelemetry} may be told. */
export interface TokenTelemetryOptions {
  /**
   * What the client is called in the attribute `tokenkeep.client.name`, where its events carry no name of their own: use
   * few and fixed names. Default: `default`.
   */
  readonly name?: string | undefined;
  /** Default: the global one at the time of each event, so that an SDK which is started later is found. */
  readonly meterProvider?: MeterProvider | undefined;
  /** Default: the global one. */
  readonly tracerProvider?: TracerProvider | undefined;
}

/** The name under which OpenTelemetry knows what is measured here. */
const scope = '@tokenkeep/opentelemetry';

/**
 * Makes a listener for `onEvent` that turns events into metrics and spans. One listener serves any number of clients, if
 * each has a `name`. It never sees a secret or a token, and exports no client id, path or message. Without an SDK it
 * costs a few calls for each event, and nothing for a hit, which has none.
 */
export function tokenTelemetry(options: TokenTelemetryOptions = {}): TokenEventListener {
  const { name = 'default', meterProvider, tracerProvider } = options;
  const spans = new TokenSpans(() => (tracerProvider ?? trace.getTracerProvider()).getTracer(scope));
  let made: { readonly by: MeterProvider; readonly metrics: TokenMetrics } | undefined;

  const currentMetrics = (): TokenMetrics => {
    // The API of metrics, unlike that of traces, hands nothing on to an SDK that is registered later.
    const by = meterProvider ?? metrics.getMeterProvider();
    if (made?.by !== by) made = { by, metrics: createTokenMetrics(by.getMeter(scope), made?.metrics.lives) };
    return made.metrics;
  };

  return (event) => {
    const client = event.client ?? name;
    currentMetrics().record(event, client);
    spans.record(event, client);
  };
}
