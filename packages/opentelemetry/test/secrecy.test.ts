import { createTokenClient, symbl } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { tokenTelemetry } from '../src/index.ts';
import { everyEvent, planted } from './every-event.ts';
import { canaries, createWorld } from './world.ts';

describe('what is exported', () => {
  it('holds no secret, token, client id, path or sealed value, whatever happens', async () => {
    let stored = '';
    const cache = {
      get: async (): Promise<undefined> => undefined,
      set: async (_: string, value: string): Promise<never> => {
        stored = value;
        throw new Error(`canary of a cache, and ${value}`);
      },
    };
    await using world = await createWorld({ client: { cache } });
    const { client, server } = world;
    const { accessToken } = await client.getToken();
    server.revoke();
    await client.fetch(`${server.url}/v1/conversations/1`);
    const tokens = [accessToken, (await client.getToken()).accessToken];
    for (const status of [401, 429, 500]) {
      server.revoke();
      server.fault({ route: 'token', times: 1, fault: { kind: 'status', status } });
      await client.fetch(`${server.url}/v1/conversations/1`).catch(() => undefined);
    }
    const exported = [await world.scrape(), world.spans().map((span) => inspect(span, { depth: 6 }))].join('\n');
    expect(exported).toContain('tokenkeep.exchange');
    expect(stored).not.toBe('');
    const forbidden = [
      ...Object.values(canaries),
      ...tokens,
      stored,
      'oauth2/token',
      'conversations',
      'canary of a cache',
    ];
    for (const canary of forbidden) expect(exported).not.toContain(canary);
  });
});

describe('what is exported of every event', () => {
  it('holds nothing that was planted in it, in no metric and no span', async () => {
    await using world = await createWorld();
    for (const event of everyEvent) world.listener(event);
    const [metrics, spans] = [(await world.scrape()).join('\n'), inspect(world.spans(), { depth: Infinity })];
    // Both have been told of it: the origin without its path, and the status.
    for (const exported of [metrics, spans]) expect(exported).toMatch(/issuer\.example\.com[^]*503/);
    for (const canary of planted) {
      expect(inspect(everyEvent)).toContain(canary);
      expect(metrics).not.toContain(canary);
      expect(spans).not.toContain(canary);
    }
  });

  it('has these attributes and no others, each with few values', async () => {
    await using world = await createWorld();
    for (const event of everyEvent) world.listener(event);
    const { scopeMetrics } = await world.collect();
    const points = scopeMetrics.flatMap(({ metrics }) => metrics.flatMap(({ dataPoints }) => dataPoints as Point[]));
    const ofMetrics = points.flatMap(({ attributes }) => Object.keys(attributes));
    const ofSpans = world
      .spans()
      .flatMap(({ attributes, events }) => [[attributes], events.map((event) => event.attributes ?? {})].flat())
      .flatMap((attributes) => Object.keys(attributes));
    const both = ['error.type', 'http.response.status_code', 'server.address', 'server.port', 'tokenkeep.client.name'];
    expect(new Set(ofMetrics)).toEqual(
      new Set([
        ...both,
        'tokenkeep.api.refusal.ignored',
        'tokenkeep.cache.operation',
        'tokenkeep.rest.shared',
        'tokenkeep.turn.outcome',
      ]),
    );
    expect(new Set(ofSpans)).toEqual(
      new Set([...both, 'tokenkeep.flight.callers', 'tokenkeep.flight.outcome', 'tokenkeep.flight.refresh']),
    );
  });
});

describe('without an SDK', () => {
  it('a client works as before', async () => {
    await using server = await createMockServer();
    await using client = createTokenClient({
      issuer: symbl({ ...server.apps[0], baseUrl: server.url }),
      onEvent: tokenTelemetry(),
    });
    expect((await client.getToken()).expiresIn).toBeGreaterThan(0);
  });
});

interface Point {
  readonly attributes: Readonly<Record<string, unknown>>;
}
