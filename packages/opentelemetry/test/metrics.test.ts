import { metrics } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { TokenEvent } from '@tokenkeep/core';
import { memoryCache } from '@tokenkeep/core';
import { afterEach, describe, expect, it } from 'vitest';
import { tokenTelemetry } from '../src/index.ts';
import { createWorld } from './world.ts';

afterEach(() => metrics.disable());

describe('metrics', () => {
  it('count an exchange and how long it took, by host and client', async () => {
    await using world = await createWorld();
    await Promise.all([world.client.getToken(), world.client.getToken()]);
    await world.client.getToken();
    const lines = await world.scrape();
    const port = String(world.server.port);
    const labels = `tokenkeep_client_name="billing",server_address="127.0.0.1",server_port="${port}"`;
    expect(lines.find((line) => line.startsWith(`tokenkeep_exchanges_total{${labels}`))).toMatch(/\} 1( \d+)?$/);
    expect(lines.find((line) => line.startsWith(`tokenkeep_exchange_duration_count{${labels}`))).toMatch(
      /\} 1( \d+)?$/,
    );
    expect(lines.some((line) => line.includes('tokenkeep_exchange_duration_bucket') && line.includes('le="2.5"'))).toBe(
      true,
    );
  });

  it('tell how long the token lives on, and since when there has been no success', async () => {
    await using world = await createWorld();
    expect(await world.sample('tokenkeep_token_time_to_expiry')).toBeUndefined();
    await world.client.getToken();
    const left = await world.sample('tokenkeep_token_time_to_expiry');
    expect(left).toBeGreaterThan(86_300);
    expect(left).toBeLessThan(86_400);
    const since = await world.sample('tokenkeep_token_time_since_success');
    expect(since).toBeGreaterThanOrEqual(0);
    expect(since).toBeLessThan(30);
  });

  it('name the code and the status of what failed, and count its rest', async () => {
    await using world = await createWorld();
    world.server.fault({ route: 'token', times: Infinity, fault: { kind: 'status', status: 401 } });
    await expect(world.client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS' });
    const failed = 'error_type="ERR_TOKEN_CREDENTIALS"';
    expect(await world.sample('tokenkeep_exchanges_total', failed)).toBe(1);
    expect(await world.sample('tokenkeep_exchanges_total', 'http_response_status_code="401"')).toBe(1);
    expect(await world.sample('tokenkeep_rests_total', failed)).toBe(1);
    expect(await world.sample('tokenkeep_token_time_since_success')).toBeUndefined();
  });

  it('count what the API refuses, and what is sent again', async () => {
    await using world = await createWorld();
    const { client, server } = world;
    await client.getToken();
    server.revoke();
    const response = await client.fetch(`${server.url}/v1/conversations/1`);
    expect(response.status).toBe(200);
    expect(await world.sample('tokenkeep_api_refusals_total', 'ignored="false"')).toBe(1);
    expect(await world.sample('tokenkeep_api_resends_total')).toBeGreaterThanOrEqual(1);
  });

  it('count tokens out of a cache', async () => {
    const cache = memoryCache();
    await using first = await createWorld({ client: { cache } });
    await first.client.getToken();
    const meters = new PrometheusExporter({ preventServerStart: true });
    const { createTokenClient, symbl } = await import('@tokenkeep/core');
    const provider = new MeterProvider({ readers: [meters] });
    await using second = createTokenClient({
      issuer: symbl({ appId: 'canary-app-id', appSecret: 'canary-app-secret', baseUrl: first.server.url }),
      cache,
      onEvent: tokenTelemetry({ name: 'second', meterProvider: provider }),
    });
    await second.getToken();
    const { resourceMetrics } = await meters.collect();
    const names = resourceMetrics.scopeMetrics.flatMap(({ metrics: all }) =>
      all.map(({ descriptor }) => descriptor.name),
    );
    expect(names).toContain('tokenkeep.cache.hits');
    expect(names).not.toContain('tokenkeep.exchanges');
    await provider.shutdown();
  });

  it('say nothing more of a client that was closed', async () => {
    await using world = await createWorld();
    await world.client.getToken();
    await world.client.close();
    expect(await world.sample('tokenkeep_token_time_to_expiry')).toBeUndefined();
  });

  const told: readonly (readonly [TokenEvent, name: string, labels: string])[] = [
    [{ type: 'same-token', lifetimeMs: 1 }, 'tokenkeep_refreshes_unchanged_total', 'billing'],
    [
      { type: 'served-stale', code: 'ERR_TOKEN_SERVER', remainingMs: 1 },
      'tokenkeep_stale_serves_total',
      'ERR_TOKEN_SERVER',
    ],
    [
      { type: 'rest-shared', code: 'ERR_TOKEN_SERVER', durationMs: 1 },
      'tokenkeep_rests_total',
      'tokenkeep_rest_shared="true"',
    ],
    [
      { type: 'cache-failed', operation: 'get', reason: 'timeout', detail: 'a message', durationMs: 1, retryInMs: 1 },
      'tokenkeep_cache_failures_total',
      'tokenkeep_cache_operation="get",error_type="timeout"',
    ],
    [
      { type: 'lock-waited', durationMs: 1, outcome: 'shared' },
      'tokenkeep_turn_wait_duration_count',
      'tokenkeep_turn_outcome="shared"',
    ],
    [{ type: 'invalidated', ignored: true }, 'tokenkeep_api_refusals_total', 'tokenkeep_api_refusal_ignored="true"'],
  ];
  it.each(told)('count %o', async (event, name, labels) => {
    const reader = new PrometheusExporter({ preventServerStart: true });
    const provider = new MeterProvider({ readers: [reader] });
    tokenTelemetry({ meterProvider: provider })({ ...event, client: 'billing' });
    const { PrometheusSerializer } = await import('@opentelemetry/exporter-prometheus');
    const text = new PrometheusSerializer().serialize((await reader.collect()).resourceMetrics);
    const line = text.split('\n').find((each) => each.startsWith(`${name}{`) && each.includes(labels));
    expect(line).toMatch(/\} 1( \d+)?$/);
    await provider.shutdown();
  });

  it('go to an SDK that starts after the listener was made and heard events', async () => {
    const listener = tokenTelemetry();
    listener({ type: 'flight-ended', outcome: 'token', durationMs: 1, callers: 1, remainingMs: 60_000 });
    const reader = new PrometheusExporter({ preventServerStart: true });
    const provider = new MeterProvider({ readers: [reader] });
    metrics.setGlobalMeterProvider(provider);
    listener({ type: 'cache-hit', remainingMs: 1 });
    const { resourceMetrics } = await reader.collect();
    const names = resourceMetrics.scopeMetrics.flatMap(({ metrics: all }) =>
      all.map(({ descriptor }) => descriptor.name),
    );
    expect(names).toEqual(expect.arrayContaining(['tokenkeep.cache.hits', 'tokenkeep.token.time_to_expiry']));
    await provider.shutdown();
  });
});
