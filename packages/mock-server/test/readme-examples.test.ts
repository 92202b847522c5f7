import { expect, it } from 'vitest';
import { createMockServer, type MockApp } from '../src/index.ts';
import type { WireToken } from './call.ts';

// What the README shows, run. `readme.test.ts` sees to it that the two do not drift apart.

it('survives an issuer that is down for a moment', async () => {
  await using server = await createMockServer();
  server.fault({ route: 'token', times: 2, fault: { kind: 'status', status: 503, retryAfter: 1 } });
  expect(await yourClient(server.url, server.apps[0])).toMatchObject({ expiresIn: 86_400 });
  expect(server.counters().exchanges).toBe(3);
});

it('gets a new token when the old one is revoked or over', async () => {
  let now = Date.now();
  await using server = await createMockServer({ tokenLifetimeMs: 60_000, now: () => now });
  const [{ appId }] = server.apps;
  await yourClient(server.url, server.apps[0]);
  server.revoke(appId);
  await yourClient(server.url, server.apps[0]);
  now += 60_000;
  await yourClient(server.url, server.apps[0]);
  expect(server.exchanges().map(({ reused }) => reused)).toEqual([false, false, false]);
});

it('serves an item to whoever has a token', async () => {
  await using server = await createMockServer({
    routes: [{ path: '/v2/items/:id', answer: ({ params }) => ({ body: { id: params['id'] ?? '' } }) }],
  });
  const { accessToken } = await yourClient(server.url, server.apps[0]);
  const headers = { authorization: `Bearer ${accessToken}` };
  expect(await (await fetch(`${server.url}/v2/items/7`, { headers })).json()).toEqual({ id: '7' });
});

/** The least client that survives a 503. */
async function yourClient(url: string, app: MockApp): Promise<WireToken> {
  for (;;) {
    const response = await fetch(`${url}/oauth2/token:generate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'application', ...app }),
    });
    if (response.status !== 503) return (await response.json()) as WireToken;
  }
}
