import { createTokenClient, symbl } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { tokenTelemetry } from '../src/index.ts';
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
