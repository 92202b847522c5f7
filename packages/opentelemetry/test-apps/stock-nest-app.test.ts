import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createMockServer } from '@tokenkeep/mock-server';
import { expect, it } from 'vitest';

const execute = promisify(execFile);
const packages = fileURLToPath(new URL('../..', import.meta.url));

/** Started before anything else, as the documentation of `sdk-node` says; prints what it exports when told to stop. */
const instrumentation = `
import * as metrics from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import * as tracing from '@opentelemetry/sdk-trace';
const spans = new tracing.InMemorySpanExporter();
const points = new metrics.InMemoryMetricExporter(metrics.AggregationTemporality.CUMULATIVE);
const reader = new metrics.PeriodicExportingMetricReader({ exporter: points, exportIntervalMillis: 3_600_000 });
const sdk = new NodeSDK({
  serviceName: 'stock',
  metricReaders: [reader],
  spanProcessors: [new tracing.SimpleSpanProcessor({ exporter: spans })],
});
sdk.start();
globalThis.exported = async () => {
  await reader.forceFlush();
  return {
    spans: spans.getFinishedSpans().map((span) => ({
      name: span.name, attributes: span.attributes, events: span.events,
      id: span.spanContext().spanId, parent: span.parentSpanContext?.spanId,
    })),
    metrics: points.getMetrics().flatMap((each) => each.scopeMetrics).flatMap((each) => each.metrics)
      .map(({ descriptor, dataPoints }) => ({ name: descriptor.name, unit: descriptor.unit, dataPoints })),
  };
};
`;

const main = `
import 'reflect-metadata';
import { trace } from '@opentelemetry/api';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { symbl } from '@tokenkeep/core';
import { TokenModule, TokenService } from '@tokenkeep/nest-module';
import { tokenTelemetry } from '@tokenkeep/opentelemetry';
class AppModule {}
Module({ imports: [TokenModule.forRoot({ issuer: symbl(), onEvent: tokenTelemetry({ name: 'symbl' }) })] })(AppModule);
const app = await NestFactory.create(AppModule, { logger: false });
await app.listen(0, '127.0.0.1');
await trace.getTracer('app').startActiveSpan('request', async (span) => {
  await Promise.all([app.get(TokenService).getToken(), app.get(TokenService).getToken()]);
  span.end();
});
const exported = await globalThis.exported();
const { accessToken } = await app.get(TokenService).getToken();
console.log(JSON.stringify({ ...exported, showsToken: JSON.stringify(exported).includes(accessToken) }));
await app.close();
process.exit();
`;

it('the packed package reports to @opentelemetry/sdk-node in a Nest application, and shows no secret', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tokenkeep-otel-'));
  await using server = await createMockServer({ apps: [{ appId: 'canary-id', appSecret: 'canary-secret' }] });
  try {
    const tarballs = await Promise.all(
      ['core', 'nest-module', 'opentelemetry'].map(async (name) => {
        const { stdout } = await execute('pnpm', ['pack', '--json', '--pack-destination', folder], {
          cwd: join(packages, name),
        });
        const { filename }: { filename: string } = JSON.parse(stdout);
        return filename;
      }),
    );
    await writeFile(join(folder, 'package.json'), '{ "name": "stock", "private": true, "type": "module" }');
    const names = ['common@12', 'core@12', 'platform-express@12'].map((name) => `@nestjs/${name}`);
    const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs, ...names];
    const others = ['reflect-metadata', 'rxjs', '@opentelemetry/api@1.10.0', '@opentelemetry/sdk-node@0.301.0'];
    // As sdk-node brings them.
    others.push('@opentelemetry/sdk-metrics@3.1.0', '@opentelemetry/sdk-trace@3.1.0');
    await execute('npm', [...install, ...others], { cwd: folder });
    await writeFile(join(folder, 'telemetry.mjs'), instrumentation);
    await writeFile(join(folder, 'main.mjs'), main);
    const { PATH, HOME } = process.env;
    const { stdout } = await execute('node', ['--import', './telemetry.mjs', 'main.mjs'], {
      cwd: folder,
      env: {
        PATH,
        HOME,
        SYMBL_BASE_URL: server.url,
        SYMBL_APP_ID: 'canary-id',
        SYMBL_APP_SECRET: 'canary-secret',
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
      },
    });
    const { spans, metrics, showsToken } = JSON.parse(stdout);
    const of = (name: string): { readonly id: string; readonly parent?: string } =>
      spans.find((span: { readonly name: string }) => span.name === name);
    expect(of('tokenkeep.flight').parent).toBe(of('request').id);
    expect(of('tokenkeep.exchange').parent).toBe(of('tokenkeep.flight').id);
    expect(spans.filter(({ name }: { readonly name: string }) => name === 'tokenkeep.exchange')).toHaveLength(1);
    const told = metrics.map(({ name }: { readonly name: string }) => name);
    expect(told).toEqual(expect.arrayContaining(['tokenkeep.exchanges', 'tokenkeep.token.time_to_expiry']));
    expect(stdout).not.toMatch(/canary|oauth2\/token/);
    expect(showsToken).toBe(false);
    expect(server.counters().exchanges).toBe(1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
