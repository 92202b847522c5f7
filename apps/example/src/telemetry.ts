import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { TokenEventListener } from '@tokenkeep/core';
import { tokenTelemetry } from '@tokenkeep/opentelemetry';

/** With `METRICS_PORT` set, what Prometheus scrapes there, on loopback; else nothing. Yours is the SDK that you have. */
export function telemetry(): TokenEventListener | undefined {
  const port = process.env['METRICS_PORT'];
  if (port === undefined) return undefined;
  const exporter = new PrometheusExporter({ host: '127.0.0.1', port: Number(port) });
  return tokenTelemetry({ meterProvider: new MeterProvider({ readers: [exporter] }) });
}
