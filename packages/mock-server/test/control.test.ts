import { describe, expect, it } from 'vitest';
import { createMockServer, type RevokeOptions } from '../src/index.ts';
import { callApi, control, exchange, exchangeOAuth, getToken } from './call.ts';

/** Both ways to control a server: its methods, and HTTP. They must do the same. */
const ways = [
  {
    name: 'methods',
    start: async () => {
      const server = await createMockServer({ control: false });
      return {
        server,
        revoke: async (body: { appId?: string; keepServing?: boolean } = {}) => {
          const { appId, ...options } = body;
          server.revoke(appId, options);
        },
        age: async (appId: string, ms: number) => server.age(appId, ms),
        setCredentials: async (appId: string, secret: string) => server.setCredentials(appId, secret),
        reset: async () => server.reset(),
      };
    },
  },
  {
    name: 'HTTP',
    start: async () => {
      const server = await createMockServer();
      const done = async (response: Promise<Response>): Promise<void> => {
        const { status } = await response;
        if (status !== 204) throw new Error(`The control route answered ${String(status)}.`);
      };
      return {
        server,
        revoke: (body?: { appId?: string; keepServing?: boolean }) => done(control(server, 'revoke', body)),
        age: (appId: string, ms: number) => done(control(server, 'age', { appId, ms })),
        setCredentials: (appId: string, appSecret: string) =>
          done(control(server, 'credentials', { appId, appSecret })),
        reset: () => done(control(server, 'reset')),
      };
    },
  },
];

describe.each(ways)('control by $name', ({ start }) => {
  it('revokes: the API refuses, the next exchange mints', async () => {
    const { server, revoke } = await start();
    await using _ = server;
    const { accessToken } = await getToken(server);
    await revoke();
    expect((await callApi(server, accessToken)).status).toBe(401);
    const next = await getToken(server);
    expect(next.accessToken).not.toBe(accessToken);
    expect((await callApi(server, next.accessToken)).status).toBe(200);
  });

  it('revokes with keepServing: the API refuses, exchanges grant the refused token again', async () => {
    const { server, revoke } = await start();
    await using _ = server;
    const { accessToken } = await getToken(server);
    await revoke({ appId: server.apps[0].appId, keepServing: true });
    expect((await callApi(server, accessToken)).status).toBe(401);
    expect((await getToken(server)).accessToken).toBe(accessToken);
    await revoke({ appId: server.apps[0].appId });
    expect((await getToken(server)).accessToken).not.toBe(accessToken);
  });

  it('ages the current token: it ends sooner, and an exchange tells so', async () => {
    const { server, age } = await start();
    await using _ = server;
    const [{ appId }] = server.apps;
    const { accessToken, expiresIn } = await getToken(server);
    await age(appId, 86_000_000);
    const aged = await getToken(server);
    expect(aged.accessToken).toBe(accessToken);
    expect(aged.expiresIn).toBeLessThanOrEqual(expiresIn - 86_000);
    await age(appId, 400_000);
    expect((await callApi(server, accessToken)).status).toBe(401);
    expect((await getToken(server)).accessToken).not.toBe(accessToken);
  });

  it('changes credentials: the old secret is refused at once, granted tokens live on', async () => {
    const { server, setCredentials } = await start();
    await using _ = server;
    const [{ appId, appSecret }] = server.apps;
    const { accessToken } = await getToken(server);
    await setCredentials(appId, 'rotated');
    expect(server.apps).toEqual([{ appId, appSecret: 'rotated' }]);
    expect((await exchange(server, { appSecret })).status).toBe(401);
    expect((await getToken(server)).accessToken).toBe(accessToken);
    expect((await callApi(server, accessToken)).status).toBe(200);
  });

  it('resets everything, hung connections included', async () => {
    const { server, setCredentials, reset } = await start();
    await using _ = server;
    const fresh = { ...server.counters() };
    const [app] = server.apps;
    const { accessToken } = await getToken(server);
    server.fault({ route: 'token', fault: { kind: 'hang' } });
    const hung = exchange(server).then(
      () => 'answered',
      () => 'dropped',
    );
    await expect.poll(() => server.counters().faultedExchanges).toBe(1);
    server.fault({ route: 'token', times: 9, fault: { kind: 'hang' } });
    await setCredentials(app.appId, 'rotated');
    await reset();
    expect(await hung).toBe('dropped');
    expect(server.counters()).toEqual(fresh);
    expect(server.exchanges()).toEqual([]);
    expect(server.apps).toEqual([app]);
    expect((await callApi(server, accessToken)).status).toBe(401);
    expect((await getToken(server, app)).accessToken).not.toBe(accessToken);
  });
});

describe('a reset while calls are under way', () => {
  it('drops them, and they leave no trace', async () => {
    await using server = await createMockServer({ latencyMs: 60, maxConcurrentExchanges: 2 });
    const fresh = server.counters();
    server.fault({ route: 'api', fault: { kind: 'delay', ms: 60 } });
    const calls = [exchange(server), exchange(server, {}, { body: '{' }), callApi(server)];
    const outcomes = Promise.allSettled(calls);
    await expect.poll(() => server.counters()).toMatchObject({ exchanges: 2, apiCalls: 1 });
    server.reset();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    // Past the end of what they were waiting for.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.counters()).toEqual(fresh);
    expect(server.exchanges()).toEqual([]);
    expect((await exchange(server)).status).toBe(200);
    expect(server.counters()).toMatchObject({ exchanges: 1, minted: 1, reused: 0, peakConcurrentExchanges: 1 });
  });
});

describe('the control methods', () => {
  it('refuse what makes no sense, without repeating what may be a secret', async () => {
    await using server = await createMockServer();
    const [{ appId }] = server.apps;
    expect(() => server.revoke('stranger')).toThrow(/^appId: this server has no such app\.$/);
    expect(() => server.age('stranger', 1)).toThrow(/^appId: this server has no such app\.$/);
    expect(() => server.setCredentials('stranger', 'x')).toThrow(/^appId: this server has no such app\.$/);
    expect(() => server.setCredentials(appId, '')).toThrow('appSecret must not be empty.');
    expect(() => server.age(appId, 1)).toThrow('appId: this app has no token to age; exchange first.');
    await getToken(server);
    expect(() => server.age(appId, NaN)).toThrow('ms must be a number of milliseconds from 0.');
    expect(() => server.clearFaults('tokens' as 'token')).toThrow('route must be token or api.');
    const revoke = (id: string, options: unknown): void => server.revoke(id, options as RevokeOptions);
    expect(() => revoke(appId, null)).toThrow('options must be an object, such as { keepServing: true }.');
    expect(() => revoke(appId, { keepServing: 'no' })).toThrow('keepServing must be a boolean.');
    expect(() => revoke(appId, { keepserving: true })).toThrow('Unknown option keepserving: use keepServing.');
  });

  it('ages and revokes the tokens of one app only, those of the OAuth route included', async () => {
    const apps = [
      { appId: 'one', appSecret: '1' },
      { appId: 'two', appSecret: '2' },
    ];
    await using server = await createMockServer({ apps });
    await getToken(server, apps[0]);
    const other = await getToken(server, apps[1]);
    const oauth = (await (await exchangeOAuth(server)).json()) as { access_token: string };
    server.age('one', 80_000_000);
    expect((await getToken(server, apps[1])).expiresIn).toBeGreaterThan(80_000);
    expect(await (await exchangeOAuth(server)).json()).toMatchObject({
      expires_in: expect.toSatisfy((s) => s < 6_401),
    });
    server.revoke('one');
    expect((await callApi(server, oauth.access_token)).status).toBe(401);
    expect((await callApi(server, other.accessToken)).status).toBe(200);
  });
});
