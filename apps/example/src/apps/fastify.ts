import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { tokenPlugin } from '@tokenkeep/fastify-plugin';
import { tokenTelemetry } from '@tokenkeep/opentelemetry';
import Fastify from 'fastify';
import { reportStatus, runApp } from '../app-process.ts';
import { tokenOptions } from '../token-options.ts';

const options = tokenOptions();
// Yours is the SDK that you have; this one is asked for its metrics by whoever scrapes /metrics.
const exporter = new PrometheusExporter({ preventServerStart: true });
const measure = tokenTelemetry({ meterProvider: new MeterProvider({ readers: [exporter] }) });

const app = Fastify({ forceCloseConnections: true });
await app.register(tokenPlugin, {
  ...options,
  onEvent(event) {
    options.onEvent?.(event);
    measure(event);
  },
});
app.get<{ Params: { id: string } }>('/conversations/:id', async (request, reply) => {
  const response = await app.tokenClient.fetch(`/v1/conversations/${encodeURIComponent(request.params.id)}`);
  return reply.code(response.status).send(await response.json());
});
app.get('/metrics', (request, reply) => {
  reply.hijack();
  exporter.getMetricsRequestHandler(request.raw, reply.raw);
});
await app.ready();
reportStatus(app.tokenClient);
runApp(app.server, () => app.close());
