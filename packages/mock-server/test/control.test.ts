import { networkInterfaces } from 'node:os';
import { request } from 'node:http';
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

describe('the control routes', () => {
  it('tell counters and exchanges as the methods do', async () => {
    await using server = await createMockServer();
    await getToken(server);
    const read = async (path: string): Promise<unknown> => (await fetch(`${server.url}/__mock/${path}`)).json();
    expect(await read('counters')).toEqual(server.counters());
    expect(await read('exchanges')).toEqual({ exchanges: JSON.parse(JSON.stringify(server.exchanges())) });
  });

  it('queue and clear faults', async () => {
    await using server = await createMockServer();
    const order = { route: 'token', times: 3, fault: { kind: 'status', status: 503 } };
    expect((await control(server, 'faults', order)).status).toBe(204);
    expect((await exchange(server)).status).toBe(503);
    const clear = (query: string): Promise<Response> =>
      fetch(`${server.url}/__mock/faults${query}`, { method: 'DELETE' });
    expect((await clear('?route=api')).status).toBe(204);
    expect((await exchange(server)).status).toBe(503);
    expect((await clear('')).status).toBe(204);
    expect((await exchange(server)).status).toBe(200);
    expect((await clear('?route=tokens')).status).toBe(400);
    const typo = await clear('?rout=token');
    expect([typo.status, await typo.json()]).toMatchObject([400, { message: 'Unknown parameter rout: use route.' }]);
  });

  it.each([
    ['faults', { route: 'token', fault: { kind: 'explode' } }, /^fault\.kind must be one of status, /],
    ['faults', undefined, /^A fault order must be an object/],
    ['age', { appId: 'x' }, /^ms is missing\.$/],
    ['age', { appId: 'x', ms: -1 }, /^ms must be >= 0\.$/],
    ['age', { appId: 'x', ms: 1 }, /^appId: this server has no such app\.$/],
    ['credentials', { appId: 'x', appSecret: '' }, /^appSecret must NOT have fewer than 1 characters\.$/],
    ['revoke', { app: 'x' }, /^The body must NOT have additional properties\.$/],
  ])('answer 400 to a bad %s: %j', async (action, body, message) => {
    await using server = await createMockServer();
    const response = await control(server, action, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      statusCode: 400,
      message: expect.stringMatching(message),
      ...fieldOf(message),
    });
  });

  it.each([
    ['POST', 'reset', 204],
    ['POST', 'revoke', 204],
    ['DELETE', 'faults', 204],
    ['POST', 'faults', 400],
    ['POST', 'age', 400],
  ])('take JSON without a body for no body: %s %s', async (method, action, status) => {
    await using server = await createMockServer();
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${server.url}/__mock/${action}`, { method, headers })).status).toBe(status);
  });

  it('can be switched off', async () => {
    await using server = await createMockServer({ control: false });
    expect((await fetch(`${server.url}/__mock/counters`)).status).toBe(404);
    expect((await control(server, 'reset')).status).toBe(404);
  });

  it('refuse a Host or an Origin that is not loopback, as DNS rebinding or a strange web page brings', async () => {
    await using server = await createMockServer();
    const local = `localhost:${String(server.port)}`;
    expect(await statusOf(server.url, { host: 'evil.example' })).toBe(403);
    expect(await statusOf(server.url, { host: '127.0.0.1.evil.example' })).toBe(403);
    expect(await statusOf(server.url, { host: local, origin: 'https://evil.example' })).toBe(403);
    expect(await statusOf(server.url, { host: local, origin: 'null' })).toBe(403);
    expect(await statusOf(server.url, { host: local })).toBe(200);
    expect(await statusOf(server.url, { host: '[::1]', origin: 'http://localhost:3000' })).toBe(200);
  });

  const outside = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal)?.address;

  it.skipIf(outside === undefined)('answer loopback only, even when the server listens everywhere', async () => {
    await using server = await createMockServer({ host: '0.0.0.0' });
    const from = `http://${outside ?? ''}:${String(server.port)}`;
    expect((await fetch(`${from}/v1/conversations/1`)).status).toBe(401);
    expect(await statusOf(from, { host: '127.0.0.1' })).toBe(403);
    expect(await statusOf(server.url, { host: '127.0.0.1' })).toBe(200);
  });

  it.skipIf(outside === undefined)(
    'answer other machines that show the control key, under an allowed name',
    async () => {
      const [controlKey, allowedHosts] = ['a-key-of-16-chars', ['Mock']];
      await using server = await createMockServer({ host: '0.0.0.0', controlKey, allowedHosts });
      const from = `http://${outside ?? ''}:${String(server.port)}`;
      const authorization = `Bearer ${controlKey}`;
      expect(await statusOf(from, { host: 'mock:4010', authorization })).toBe(200);
      expect(await statusOf(from, { host: 'mock:4010', origin: 'http://mock:4010', authorization })).toBe(200);
      expect(await statusOf(from, { host: 'mock:4010', authorization: 'Bearer another-key-of-16' })).toBe(401);
      expect(await statusOf(from, { host: 'mock:4010' })).toBe(401);
      // A key that is set has to be shown by this machine, too.
      expect(await statusOf(server.url, { host: '127.0.0.1' })).toBe(401);
      expect(await statusOf(server.url, { host: '127.0.0.1', authorization })).toBe(200);
      expect(await statusOf(from, { host: 'mock.evil.example', authorization })).toBe(403);
      expect(await statusOf(from, { host: 'mock:4010', origin: 'http://evil.example', authorization })).toBe(403);
    },
  );

  it.skipIf(outside === undefined)(
    'answer under the address that the server listens on, to whoever shows the key',
    async () => {
      await using server = await createMockServer({ host: outside ?? '', controlKey: 'a-key-of-16-chars' });
      const host = `${outside ?? ''}:${String(server.port)}`;
      expect(await statusOf(server.url, { host, authorization: 'Bearer a-key-of-16-chars' })).toBe(200);
    },
  );

  it.each([
    ['forwarded', 'for=203.0.113.7'],
    ['x-forwarded-for', '203.0.113.7'],
    ['x-forwarded-host', 'localhost'],
    ['x-real-ip', '203.0.113.7'],
    ['via', '1.1 proxy'],
    ['sec-fetch-site', 'cross-site'],
  ])('refuse what a proxy passes on or a page of another site asks: %s', async (name, value) => {
    await using server = await createMockServer();
    expect(await statusOf(server.url, { host: 'localhost', [name]: value })).toBe(403);
    expect(await statusOf(server.url, { host: 'localhost', 'sec-fetch-site': 'same-origin' })).toBe(200);
  });
});

/** Asks for the counters with headers that `fetch` would not let us choose. */
function statusOf(origin: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}/__mock/counters`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}

function fieldOf(message: RegExp): { field?: string } {
  const [, field] = /^\^(\w+) (?:is missing|must)/.exec(message.source) ?? [];
  return field === undefined ? {} : { field };
}
