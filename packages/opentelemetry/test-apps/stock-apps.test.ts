import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { stockApp } from './stock-app.ts';

const shared = [
  '@types/express@5.0.6',
  '@types/node@24.19.2',
  'reflect-metadata@0.2.2',
  'rxjs@7.8.2',
  '@opentelemetry/api@1.10.0',
  '@opentelemetry/sdk-node@0.301.0',
  // As that sdk-node brings them.
  '@opentelemetry/sdk-metrics@3.1.0',
  '@opentelemetry/sdk-trace@3.1.0',
];

/** Nest 12's starter is ESM, that of Nest 11 CommonJS. */
const versions: readonly (readonly [string, { readonly suffix: string; readonly dependencies: readonly string[] }])[] =
  [
    [
      'Nest 12, ESM',
      {
        suffix: '.js',
        dependencies: [
          ...shared,
          '@nestjs/cli@12.0.8',
          '@nestjs/common@12.5.1',
          '@nestjs/core@12.5.1',
          '@nestjs/platform-express@12.5.1',
          '@nestjs/schematics@12.0.6',
          'typescript@6.0.3',
          'vitest@4.1.12',
        ],
      },
    ],
    [
      'Nest 11, CommonJS',
      {
        suffix: '',
        dependencies: [
          ...shared,
          '@nestjs/cli@11.0.13',
          '@nestjs/common@11.2.10',
          '@nestjs/core@11.2.10',
          '@nestjs/platform-express@11.2.10',
          '@nestjs/schematics@11.1.0',
          '@types/jest@30.0.0',
          'typescript@5.9.3',
        ],
      },
    ],
  ];

/** Imported before anything else, as the documentation of `sdk-node` says. */
const telemetry = `
import * as metrics from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import * as tracing from '@opentelemetry/sdk-trace';

const spans = new tracing.InMemorySpanExporter();
const points = new metrics.InMemoryMetricExporter(metrics.AggregationTemporality.CUMULATIVE);
const reader = new metrics.PeriodicExportingMetricReader({ exporter: points, exportIntervalMillis: 3_600_000 });
new NodeSDK({
  serviceName: 'stock',
  metricReaders: [reader],
  spanProcessors: [new tracing.SimpleSpanProcessor({ exporter: spans })],
}).start();

export async function exported() {
  await reader.forceFlush();
  return {
    spans: spans.getFinishedSpans().map((span) => ({
      name: span.name, attributes: span.attributes, events: span.events,
      id: span.spanContext().spanId, parent: span.parentSpanContext?.spanId,
    })),
    metrics: points.getMetrics().flatMap((each) => each.scopeMetrics).flatMap((each) => each.metrics)
      .map(({ descriptor, dataPoints }) => ({ name: descriptor.name, unit: descriptor.unit, dataPoints })),
  };
}
`;

const appModule = `
import { Module } from '@nestjs/common';
import { symbl } from '@tokenkeep/core';
import { TokenModule } from '@tokenkeep/nest-module';
import { tokenTelemetry } from '@tokenkeep/opentelemetry';
import { AppController } from './app.controller';
import { AppService } from './app.service';

@Module({
  imports: [TokenModule.forRoot({ issuer: symbl(), onEvent: tokenTelemetry({ name: 'symbl' }) })],
  controllers: [AppController],
  providers: [AppService],
})
export class AppModule {}
`;

/** The starter's controller, with a token behind its route. */
const appController = `
import { Controller, Get } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { TokenService } from '@tokenkeep/nest-module';

@Controller()
export class AppController {
  constructor(private readonly tokens: TokenService) {}

  @Get()
  getHello(): Promise<string> {
    return trace.getTracer('app').startActiveSpan('request', async (span) => {
      await Promise.all([this.tokens.getToken(), this.tokens.getToken()]);
      span.end();
      return 'Hello World!';
    });
  }
}
`;

/** The starter's main, which serves one request of its own and prints what was exported. */
const main = `
import { exported } from './telemetry';
import { NestFactory } from '@nestjs/core';
import { TokenService } from '@tokenkeep/nest-module';
import { AppModule } from './app.module';

async function bootstrap() {
  const app = await NestFactory.create(AppModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  const answer = await (await fetch(await app.getUrl())).text();
  const all = await exported();
  const { accessToken } = await app.get(TokenService).getToken();
  console.log(JSON.stringify({ ...all, answer, showsToken: JSON.stringify(all).includes(accessToken) }));
  await app.close();
  process.exit();
}
void bootstrap();
`;

describe.each(versions)('the packed package in a stock app of %s', (_, { suffix, dependencies }) => {
  it('reports to @opentelemetry/sdk-node, and shows no secret', async () => {
    await using server = await createMockServer({ apps: [{ appId: 'canary-id', appSecret: 'canary-secret' }] });
    await using app = await stockApp(dependencies);
    const sources = { telemetry, 'app.module': appModule, 'app.controller': appController, main };
    for (const [name, source] of Object.entries(sources)) {
      await app.write(`src/${name}.ts`, source.replaceAll(/(from '\.\/[^']*)'/g, `$1${suffix}'`));
    }
    const stdout = await app.run({
      SYMBL_BASE_URL: server.url,
      SYMBL_APP_ID: 'canary-id',
      SYMBL_APP_SECRET: 'canary-secret',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    });
    const { spans, metrics, answer, showsToken } = JSON.parse(stdout);
    const of = (name: string): { readonly id: string; readonly parent?: string } =>
      spans.find((span: { readonly name: string }) => span.name === name);
    expect(answer).toBe('Hello World!');
    expect(of('tokenkeep.flight').parent).toBe(of('request').id);
    expect(of('tokenkeep.exchange').parent).toBe(of('tokenkeep.flight').id);
    expect(spans.filter(({ name }: { readonly name: string }) => name === 'tokenkeep.exchange')).toHaveLength(1);
    const told = metrics.map(({ name }: { readonly name: string }) => name);
    expect(told).toEqual(expect.arrayContaining(['tokenkeep.exchanges', 'tokenkeep.token.time_to_expiry']));
    expect(stdout).not.toMatch(/canary|oauth2\/token/);
    expect(showsToken).toBe(false);
    expect(server.counters().exchanges).toBe(1);
  });
});
