import { metrics, trace, type MeterProvider, type TracerProvider } from '@opentelemetry/api';
import type { TokenEventListener } from '@tokenkeep/core';
import { createTokenMetrics, type TokenMetrics } from './token-metrics.ts';
import { TokenSpans } from './token-spans.ts';

/** Options of {@link tokenTelemetry}. */
export interface TokenTelemetryOptions {
  /**
   * The attribute `tokenkeep.client.name` for clients that have no `name` of their own. Use few and fixed names. Default:
   * `default`.
   */
  readonly name?: string | undefined;
  /** Where metrics go. Default: the global provider at the time of each event, also if the SDK was started later. */
  readonly meterProvider?: MeterProvider | undefined;
  /** Where spans go. Default: the global provider. */
  readonly tracerProvider?: TracerProvider | undefined;
}

/** The name under which OpenTelemetry knows what is measured here. */
const scope = '@tokenkeep/opentelemetry';

/**
 * Makes a listener for `onEvent` that turns events into metrics and spans. One listener can serve several clients if each has
 * a `name`. It exports no secret, token, client id, path or message. A `getToken` that is answered from memory causes no event
 * and so costs nothing.
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
