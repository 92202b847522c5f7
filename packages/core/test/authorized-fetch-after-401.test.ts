import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import type { TokenEvent } from '../src/index.ts';
import { FakeClock } from '../src/testing/index.ts';
import { bearer, issuerBesideApis, newApi } from './issuer-beside-apis.ts';
import { issuerUnderTest } from './issuer-under-test.ts';
import { loopbackServer } from './loopback-server.ts';
import { grownUpMs } from './numbered-tokens.ts';

const { issuer, clock, newClient, spoilToken, conversation } = await issuerBesideApis();

describe('after a 401, an authorized fetch', () => {
  it('exchanges once and sends the request once more with the new token', async () => {
    const client = newClient();
    const before = await client.getToken();
    clock.ahead(grownUpMs);
    issuer.revoke();
    expect((await client.fetch(conversation())).status).toBe(200);
    expect((await client.getToken()).accessToken).not.toBe(before.accessToken);
    expect(issuer.counters()).toMatchObject({ exchanges: 2, apiCalls: 2, apiRefused: 1 });
  });

  it('returns the second 401 and does not try a third time', async () => {
    await using api = await newApi();
    const client = newClient({ apiOrigins: [api.origin] });
    issuer.fault({ route: 'api', times: Infinity, fault: { kind: 'status', status: 401 } });
    const other = newClient();
    expect((await other.fetch(conversation())).status).toBe(401);
    expect(issuer.counters().apiCalls).toBeLessThanOrEqual(2);
    expect((await client.fetch(api.origin)).status).toBe(200);
  });

  it('shares one exchange among 1,000 parallel calls, each sent once more', async () => {
    await using api = await newApi();
    const client = newClient({ apiOrigins: [api.origin], timeoutMs: 60_000 });
    const stale = await spoilToken(client, api.refused);
    const statuses = await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        const response = await client.fetch(`${api.origin}/${index}`);
        await response.arrayBuffer();
        return response.status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(issuer.counters().exchanges).toBe(2);
    const refused = api.seen.filter(({ headers }) => bearer(headers) === stale).map(({ path }) => path);
    const served = api.seen.filter(({ headers }) => bearer(headers) !== stale).map(({ path }) => path);
    expect([new Set(served).size, served.length]).toEqual([1000, 1000]);
    // All of them had the stale token when they were called.
    expect([new Set(refused).size, refused.length]).toEqual([1000, 1000]);
  }, 60_000);

  it('makes one exchange of 401s that come in one after the other on one stale token', async () => {
    let open = 0;
    const waiting: (() => void)[] = [];
    const stale = new Set<string>();
    await using api = await loopbackServer(({ headers }, response) => {
      if (!stale.has(bearer(headers) ?? '')) return response.end();
      open += 1;
      return void waiting.push(() => response.writeHead(401).end());
    });
    const client = newClient({ apiOrigins: [api.origin] });
    await spoilToken(client, stale);

    const calls = Array.from({ length: 5 }, () => client.fetch(api.origin));
    await expect.poll(() => open).toBe(5);
    for (const [index, refuse] of waiting.entries()) {
      refuse();
      // Only when this one is through does the next 401 come in.
      await expect.poll(() => api.seen.length).toBe(5 + index + 1);
    }
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(issuer.counters().exchanges).toBe(2);
  });

  it('returns the 401 if the issuer gives the same token again, says so, and leaves it alone for 30 s', async () => {
    const clock = new FakeClock();
    await using sticky = await createMockServer({ now: () => clock.now() });
    const events: TokenEvent[] = [];
    const client = newClient({
      issuer: issuerUnderTest(sticky),
      clock,
      onEvent: (event) => events.push(event),
    });
    await client.getToken();
    clock.tick(grownUpMs);
    sticky.revoke(sticky.apps[0].appId, { keepServing: true });

    expect((await client.fetch(`${sticky.url}/v1/conversations/1`)).status).toBe(401);
    expect(sticky.counters()).toMatchObject({ exchanges: 2, apiCalls: 1 });
    expect(events.filter(({ type }) => type === 'not-resent')).toEqual([{ type: 'not-resent', reason: 'same-token' }]);
    for (let second = 0; second < 29; second += 1) {
      expect((await client.fetch(`${sticky.url}/v1/conversations/1`)).status).toBe(401);
      clock.tick(1000);
    }
    expect(sticky.counters()).toMatchObject({ exchanges: 2, apiCalls: 30 });
    expect(events.filter(({ type }) => type === 'invalidated')).toHaveLength(30);

    clock.tick(2000);
    expect((await client.fetch(`${sticky.url}/v1/conversations/1`)).status).toBe(401);
    expect(sticky.counters().exchanges).toBe(3);
    sticky.revoke();
    clock.tick(31_000);
    expect((await client.fetch(`${sticky.url}/v1/conversations/1`)).status).toBe(200);
  });

  it('recovers from a second revocation that follows soon after the first', async () => {
    const client = newClient();
    for (const exchanges of [1, 2, 3]) {
      expect((await client.fetch(conversation())).status).toBe(200);
      expect((await client.fetch(conversation())).status).toBe(200);
      expect(issuer.counters().exchanges).toBe(exchanges);
      issuer.revoke();
    }
  });

  it('does not exchange again and again for an API that refuses every token', async () => {
    const client = newClient();
    issuer.fault({ route: 'api', times: Infinity, fault: { kind: 'status', status: 401 } });
    for (let call = 0; call < 50; call += 1) {
      issuer.revoke();
      expect((await client.fetch(conversation())).status).toBe(401);
    }
    expect(issuer.counters().exchanges).toBeLessThanOrEqual(10);
  });

  it('returns the 401 if no other token is to be had, and tells the listener why', async () => {
    const events: TokenEvent[] = [];
    const client = newClient({ onEvent: (event) => events.push(event) });
    await client.getToken();
    clock.ahead(grownUpMs);
    issuer.revoke();
    issuer.fault({ route: 'token', fault: { kind: 'status', status: 403 } });
    expect((await client.fetch(conversation())).status).toBe(401);
    expect(events).toContainEqual(expect.objectContaining({ type: 'exchange-failed', code: 'ERR_TOKEN_FORBIDDEN' }));
  });
});
