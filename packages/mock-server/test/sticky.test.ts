import { describe, expect, it, vi } from 'vitest';
import { createMockServer, type MockServer, type MockServerOptions } from '../src/index.ts';
import { callApi, getToken } from './call.ts';

async function startAt(options: MockServerOptions): Promise<{ server: MockServer; advance: (ms: number) => void }> {
  let now = 1_700_000_000_000;
  const server = await createMockServer({ ...options, now: () => now });
  return { server, advance: (ms) => (now += ms) };
}

describe('the sticky issuer', () => {
  it('answers the same token with what is left of it, and a new one only at its end', async () => {
    const { server, advance } = await startAt({ tokenLifetimeMs: 10_000 });
    await using _ = server;
    const first = await getToken(server);
    expect(first.expiresIn).toBe(10);
    advance(4_001);
    expect(await getToken(server)).toEqual({ ...first, expiresIn: 5 });
    advance(5_998);
    expect(await getToken(server)).toEqual({ ...first, expiresIn: 0 });
    expect((await callApi(server, first.accessToken)).status).toBe(200);
    advance(1);
    const next = await getToken(server);
    expect(next.accessToken).not.toBe(first.accessToken);
    expect(next.expiresIn).toBe(10);
    expect((await callApi(server, first.accessToken)).status).toBe(401);
  });

  it('rounds what is left up when told to, so that a token is dead before its time', async () => {
    const { server, advance } = await startAt({ tokenLifetimeMs: 10_000, roundLifetimesUp: true });
    await using _ = server;
    const first = await getToken(server);
    advance(4_001);
    expect(await getToken(server)).toEqual({ ...first, expiresIn: 6 });
    advance(5_998);
    expect(await getToken(server)).toEqual({ ...first, expiresIn: 1 });
    advance(1);
    expect((await callApi(server, first.accessToken)).status).toBe(401);
  });

  it('follows a faked Date', async () => {
    await using server = await createMockServer({ tokenLifetimeMs: 10_000 });
    try {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
      const first = await getToken(server);
      vi.setSystemTime(Date.now() + 9_000);
      expect(await getToken(server)).toEqual({ ...first, expiresIn: 1 });
      vi.setSystemTime(Date.now() + 1_000);
      expect((await callApi(server, first.accessToken)).status).toBe(401);
    } finally {
      vi.useRealTimers();
    }
  });

  it('mints a new token at rolloverMs before the end, while the old one still lives', async () => {
    const { server, advance } = await startAt({ tokenLifetimeMs: 10_000, rolloverMs: 3_000 });
    await using _ = server;
    const first = await getToken(server);
    advance(6_999);
    expect(await getToken(server)).toEqual({ ...first, expiresIn: 3 });
    advance(1);
    const next = await getToken(server);
    expect(next.accessToken).not.toBe(first.accessToken);
    expect((await callApi(server, first.accessToken)).status).toBe(200);
    expect((await callApi(server, next.accessToken)).status).toBe(200);
    expect(server.counters()).toMatchObject({ exchanges: 3, minted: 2, reused: 1 });
  });

  it('is not sticky at all with an infinite rollover', async () => {
    await using server = await createMockServer({ rolloverMs: Infinity });
    expect((await getToken(server)).accessToken).not.toBe((await getToken(server)).accessToken);
  });

  it('writes down each exchange without secret or token', async () => {
    const { server, advance } = await startAt({ tokenLifetimeMs: 10_000 });
    await using _ = server;
    const { accessToken } = await getToken(server);
    advance(1_000);
    await getToken(server);
    await getToken(server, { appSecret: 'wrong-secret' }).catch(() => undefined);
    await getToken(server, { appId: 'a-secret-in-the-wrong-place' }).catch(() => undefined);
    const [{ appId, appSecret }] = server.apps;
    const route = '/oauth2/token:generate';
    const common = { route, appId, fault: undefined };
    const refused = { ...common, at: 1_700_000_001_000, status: 401, reused: false, remainingMs: undefined };
    expect(server.exchanges()).toEqual([
      { ...common, at: 1_700_000_000_000, status: 200, reused: false, remainingMs: 10_000 },
      { ...common, at: 1_700_000_001_000, status: 200, reused: true, remainingMs: 9_000 },
      refused,
      { ...refused, appId: undefined },
    ]);
    const everything = JSON.stringify([server.exchanges(), server.counters()]);
    for (const secret of [accessToken, appSecret, 'wrong-secret', 'a-secret-in-the-wrong-place']) {
      expect(everything).not.toContain(secret);
    }
  });

  it('tells a listener of each exchange, and survives a listener that throws', async () => {
    const statuses: (number | undefined)[] = [];
    await using server = await createMockServer({
      onExchange: ({ status }) => {
        statuses.push(status);
        throw new Error('a bug in the test');
      },
    });
    await getToken(server);
    await getToken(server, { appSecret: 'wrong' }).catch(() => undefined);
    expect(statuses).toEqual([200, 401]);
  });
});
