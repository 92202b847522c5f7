import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import {
  createTokenClient,
  symbl,
  type TokenClient,
  type TokenClientOptions,
  type TokenEventListener,
} from '@tokenkeep/core';
import { createMockServer, type MockServer, type MockServerOptions } from '@tokenkeep/mock-server';
import { tokenTelemetry } from '../src/index.ts';

/** What no exporter may ever see. */
export const canaries = { appId: 'canary-app-id', appSecret: 'canary-app-secret' } as const;

/** A client with telemetry into a real SDK, before the mock server. */
export interface World extends AsyncDisposable {
  readonly server: MockServer;
  readonly client: TokenClient;
  /** What hears the client. */
  readonly listener: TokenEventListener;
  readonly tracers: TracerProvider;
  readonly spans: () => readonly ReadableSpan[];
  /** What a reader of the SDK gets. */
  readonly collect: () => Promise<ResourceMetrics>;
  /** What a scrape by Prometheus gives, without comments. */
  readonly scrape: () => Promise<readonly string[]>;
  /** The sum of the samples whose lines begin so; `undefined` without any. */
  readonly sample: (name: string, labels?: string) => Promise<number | undefined>;
}

export async function createWorld(
  options: { readonly client?: Partial<TokenClientOptions>; readonly server?: MockServerOptions } = {},
): Promise<World> {
  const server = await createMockServer({ apps: [canaries], ...options.server });
  const exporter = new InMemorySpanExporter();
  const tracers = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const reader = new PrometheusExporter({ preventServerStart: true });
  const meters = new MeterProvider({ readers: [reader] });
  const listener = tokenTelemetry({ meterProvider: meters, tracerProvider: tracers });
  const client = createTokenClient({
    name: 'billing',
    issuer: symbl({ ...canaries, baseUrl: server.url }),
    onEvent: listener,
    ...options.client,
  });
  const collect = async (): Promise<ResourceMetrics> => (await reader.collect()).resourceMetrics;
  const scrape = async (): Promise<readonly string[]> =>
    new PrometheusSerializer().serialize(await collect()).split('\n');
  return {
    server,
    client,
    listener,
    tracers,
    spans: () => exporter.getFinishedSpans(),
    collect,
    scrape,
    async sample(name, labels = '') {
      const found = (await scrape()).filter((line) => line.startsWith(`${name}{`) && line.includes(labels));
      if (found.length === 0) return undefined;
      return found.reduce(
        (sum, line) =>
          sum +
          Number(
            line
              .slice(line.lastIndexOf('}') + 1)
              .trim()
              .split(' ')[0],
          ),
        0,
      );
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      await server.close();
      await meters.shutdown();
      await tracers.shutdown();
    },
  };
}
