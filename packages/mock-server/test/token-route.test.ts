import { describe, expect, it } from 'vitest';
import { createMockServer } from '../src/index.ts';
import { callApi, exchange, getToken } from './call.ts';

describe('POST /oauth2/token:generate', () => {
  it('grants a token that the API accepts, in exactly the two fields of the seed', async () => {
    await using server = await createMockServer();
    const response = await exchange(server);
    expect(response.status).toBe(200);
    const body = (await response.json()) as { accessToken: string };
    expect(body).toEqual({ accessToken: expect.stringMatching(/^[\w-]{43}$/), expiresIn: 86_400 });
    expect((await callApi(server, body.accessToken)).status).toBe(200);
  });

  it('answers 401 alike for a wrong id, a wrong secret and blank ones', async () => {
    await using server = await createMockServer();
    for (const wrong of [{ appId: 'x' }, { appSecret: 'x' }, { appId: '' }, { appSecret: '' }]) {
      const response = await exchange(server, wrong);
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ statusCode: 401, message: 'The credentials are not valid.' });
    }
  });

  it.each([
    [{ appId: undefined }, 'appId', 'appId is missing.'],
    [{ appSecret: undefined }, 'appSecret', 'appSecret is missing.'],
    [{ type: undefined }, 'type', 'type is missing.'],
    [{ type: 'user' }, 'type', 'type must be equal to constant "application".'],
    [{ appId: 7 }, 'appId', 'appId must be string.'],
    [{ appSecret: null }, 'appSecret', 'appSecret must be string.'],
  ])('answers 400 and says which field: %j', async (body, field, message) => {
    await using server = await createMockServer();
    const response = await exchange(server, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ statusCode: 400, message, field });
  });

  it.each(['{"type":', '[]', '"text"', '{"__proto__":{}}'])('answers 400 to the body %s', async (body) => {
    await using server = await createMockServer();
    const response = await exchange(server, {}, { body });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ statusCode: 400, message: expect.stringContaining('The body') });
  });

  it('answers 404 elsewhere, 405 with Allow to other methods, 415 to other types and 413 to a huge body', async () => {
    await using server = await createMockServer();
    expect((await fetch(`${server.url}/oauth2/token`, { method: 'POST' })).status).toBe(404);
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const response = await fetch(`${server.url}/oauth2/token:generate`, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'text/json']) {
      const response = await exchange(server, {}, { headers: { 'content-type': type } });
      expect(response.status).toBe(415);
      expect(await response.json()).toEqual({ statusCode: 415, message: 'Content-Type must be application/json.' });
    }
    expect((await exchange(server, { padding: 'x'.repeat(1_100_000) })).status).toBe(413);
  });

  it('answers 429 with Retry-After beyond its limit of concurrent exchanges, and recovers', async () => {
    await using server = await createMockServer({ maxConcurrentExchanges: 1 });
    server.fault({ route: 'token', fault: { kind: 'hang' } });
    const abort = new AbortController();
    const hung = exchange(server, {}, { signal: abort.signal }).catch(() => 'aborted');
    await expect.poll(() => server.counters().exchanges).toBe(1);
    const busy = await exchange(server);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '1']);
    abort.abort();
    expect(await hung).toBe('aborted');
    await expect.poll(async () => (await exchange(server)).status).toBe(200);
    expect(server.counters().peakConcurrentExchanges).toBe(2);
  });

  it('gives each app its own credentials and its own token', async () => {
    const apps = [
      { appId: 'one', appSecret: 'secret-1' },
      { appId: 'two', appSecret: 'secret-2' },
    ];
    await using server = await createMockServer({ apps });
    const one = await getToken(server, apps[0]);
    const two = await getToken(server, apps[1]);
    expect(one.accessToken).not.toBe(two.accessToken);
    expect((await exchange(server, { appId: 'one', appSecret: 'secret-2' })).status).toBe(401);
    await callApi(server, two.accessToken);
    expect(server.counters().apps).toEqual({
      one: { exchanges: 2, minted: 1, reused: 0, apiCalls: 0 },
      two: { exchanges: 1, minted: 1, reused: 0, apiCalls: 1 },
    });
  });

  it('makes JWT-shaped tokens on request, with the claims that clients read', async () => {
    await using server = await createMockServer({ jwt: true, now: () => 1_700_000_000_500, tokenLifetimeMs: 60_000 });
    const { accessToken } = await getToken(server);
    const [header = '', claims = ''] = accessToken.split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      sub: server.apps[0].appId,
      iat: 1_700_000_000,
      exp: 1_700_000_060,
    });
    expect((await callApi(server, accessToken)).status).toBe(200);
  });

  it('waits its latency before every answer, refusals included', async () => {
    await using server = await createMockServer({ latencyMs: { min: 60, max: 90 } });
    const malformed = [{ body: '{' }, { headers: { 'content-type': 'text/plain' } }];
    for (const init of [{}, { body: '{}' }, ...malformed]) {
      const startedAt = performance.now();
      await exchange(server, { appSecret: 'wrong' }, init);
      // A timer may fire a little early.
      expect(performance.now() - startedAt).toBeGreaterThan(55);
    }
  });

  it('limits malformed exchanges too', async () => {
    await using server = await createMockServer({ maxConcurrentExchanges: 0 });
    for (const init of [{ body: '{}' }, { body: '{' }, { headers: { 'content-type': 'text/plain' } }]) {
      expect((await exchange(server, {}, init)).status).toBe(429);
    }
    expect(server.exchanges().map(({ status }) => status)).toEqual([429, 429, 429]);
  });
});
