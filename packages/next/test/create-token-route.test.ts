import {
  clientCredentials,
  clientSecretBasic,
  createTokenClient,
  symbl,
  type TokenClientOptions,
} from '@tokenkeep/core';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTokenRoute, type TokenRouteOptions } from '../src/token-route.ts';

async function start(): Promise<MockServer> {
  const server = await createMockServer();
  onTestFinished(() => server.close());
  return server;
}

function routeOf(
  server: MockServer,
  options: Partial<TokenRouteOptions> = {},
  clientOptions: Partial<TokenClientOptions> = {},
) {
  const client = createTokenClient({ issuer: symbl({ ...server.apps[0], baseUrl: server.url }), ...clientOptions });
  onTestFinished(() => client.close());
  return createTokenRoute({ client, authorize: () => true, onError() {}, ...options });
}

function ask(init: RequestInit = {}): Request {
  const headers = new Headers({ 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' });
  for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
  return new Request('https://app.test/api/token', { method: 'POST', ...init, headers });
}

describe('a token route', () => {
  it('answers the token and its seconds, and that nobody may store them', async () => {
    const server = await start();
    const response = await routeOf(server).POST(ask());
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      pragma: 'no-cache',
      vary: 'Cookie, Origin, Sec-Fetch-Site',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': 'sandbox',
      'cross-origin-resource-policy': 'same-origin',
    });
    const { accessToken, expiresIn, ...more }: Record<string, unknown> = await response.json();
    expect(more).toEqual({});
    expect(expiresIn).toBeGreaterThan(86_000);
    const used = await fetch(`${server.url}/v1/conversations/1`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(used.status).toBe(200);
  });

  it('hands out a token of the client credentials grant as it is', async () => {
    const server = await start();
    const [{ appId: clientId, appSecret: clientSecret }] = server.apps;
    const tokenUrl = `${server.url}/oauth/token`;
    const auth = clientSecretBasic({ clientId, clientSecret });
    const issuer = clientCredentials({ tokenUrl, auth, apiOrigins: [server.url] });
    const response = await routeOf(server, {}, { issuer }).POST(ask());
    const { accessToken } = await response.json();
    const headers = { authorization: `Bearer ${accessToken}` };
    expect((await fetch(`${server.url}/v1/conversations/1`, { headers })).status).toBe(200);
    expect(server.counters().exchanges).toBe(1);
  });

  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    'answers %s by 405 with Allow, whoever asks, and asks for no token',
    async (method) => {
      const server = await start();
      const { GET, POST, PUT, PATCH, DELETE } = routeOf(server, { authorize: () => expect.unreachable() });
      for (const handler of [GET, POST, PUT, PATCH, DELETE]) {
        const response = await handler(new Request('https://app.test/api/token', { method }));
        expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
        expect(response.headers.get('cache-control')).toBe('no-store');
      }
      expect(server.counters().exchanges).toBe(0);
    },
  );

  it('answers no other site, with no CORS header, and does not ask authorize', async () => {
    const server = await start();
    const allowedOrigins = ['https://app.test'];
    const { POST } = routeOf(server, { allowedOrigins, authorize: () => expect.unreachable() });
    for (const headers of [
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' },
      { 'sec-fetch-site': 'same-site', origin: 'https://app.test' },
      { 'sec-fetch-site': 'none' },
    ]) {
      const response = await POST(ask({ headers }));
      expect([response.status, await response.json()]).toEqual([403, { message: 'Forbidden.' }]);
      expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
    expect(server.counters().exchanges).toBe(0);
  });

  it('answers a browser without Sec-Fetch-Site if its Origin is on the list, without any CORS header', async () => {
    const server = await start();
    const { POST } = routeOf(server, { allowedOrigins: ['https://app.test'] });
    const from = (headers: Record<string, string>): Request =>
      new Request('https://app.test/api/token', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
      });
    const response = await POST(from({ origin: 'https://app.test' }));
    expect(response.status).toBe(200);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
    expect((await POST(from({ origin: 'https://evil.test' }))).status).toBe(403);
    expect((await POST(from({}))).status).toBe(403);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', ''])('answers %j by 415: JSON only', async (type) => {
    const server = await start();
    expect((await routeOf(server).POST(ask({ headers: { 'content-type': type } }))).status).toBe(415);
    expect(server.counters().exchanges).toBe(0);
  });

  it('answers nobody whom authorize refuses', async () => {
    const server = await start();
    expect((await routeOf(server, { authorize: async () => false }).POST(ask())).status).toBe(403);
    expect(server.counters().exchanges).toBe(0);
  });

  it('answers 502 for refused credentials, and tells only the listener why', async () => {
    const server = await start();
    const heard: unknown[] = [];
    server.setCredentials(server.apps[0].appId, 'rotated');
    const client = createTokenClient({
      issuer: symbl({ appId: server.apps[0].appId, appSecret: 'secret-canary', baseUrl: server.url }),
    });
    const response = await routeOf(server, { client, onError: (error) => heard.push(error) }).POST(ask());
    expect([response.status, await response.json()]).toEqual([502, { message: 'The API could not be called.' }]);
    expect(heard).toEqual([expect.objectContaining({ code: 'ERR_TOKEN_CREDENTIALS' })]);
    expect(String(heard)).not.toContain('canary');
  });

  it('answers 503 with Retry-After while the issuer limits the rate', async () => {
    const server = await start();
    server.fault({ route: 'token', times: 9, fault: { kind: 'status', status: 429, retryAfter: 20 } });
    const response = await routeOf(server).POST(ask());
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '20']);
  });

  it('answers 504 when the issuer hangs', async () => {
    const server = await start();
    server.fault({ route: 'token', times: 9, fault: { kind: 'hang' } });
    expect((await routeOf(server, {}, { timeoutMs: 100 }).POST(ask())).status).toBe(504);
  });

  it('does not wait on for a caller who has gone, and reports no error', async () => {
    const server = await start();
    server.fault({ route: 'token', times: 9, fault: { kind: 'hang' } });
    const leaving = new AbortController();
    const heard: unknown[] = [];
    const { POST } = routeOf(server, { onError: (error) => heard.push(error) }, { timeoutMs: 60_000 });
    const response = POST(ask({ signal: leaving.signal }));
    leaving.abort();
    expect((await response).status).toBe(499);
    expect(heard).toEqual([]);
  });
});
