import { describe, expect, it } from 'vitest';
import { createMockServer, type MockServer } from '../src/index.ts';
import { callApi, exchangeOAuth } from './call.ts';

interface OAuthToken {
  readonly access_token: string;
  readonly expires_in: number;
}

async function grant(server: MockServer, form: Readonly<Record<string, string>> | string = {}): Promise<OAuthToken> {
  const response = await exchangeOAuth(server, form);
  expect(response.status).toBe(200);
  return (await response.json()) as OAuthToken;
}

function basic(id: string, secret: string): RequestInit {
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  return { headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' } };
}

describe('POST /oauth/token', () => {
  it('grants by client_secret_post and by client_secret_basic, the same sticky token', async () => {
    await using server = await createMockServer({ now: () => 1_700_000_000_000 });
    const [{ appId, appSecret }] = server.apps;
    const posted = await exchangeOAuth(server);
    expect(posted.status).toBe(200);
    expect(posted.headers.get('cache-control')).toBe('no-store');
    const body = await posted.json();
    expect(body).toEqual({
      access_token: expect.stringMatching(/^[\w-]{43}$/),
      token_type: 'Bearer',
      expires_in: 86_400,
    });
    const byBasic = await exchangeOAuth(server, 'grant_type=client_credentials', basic(appId, appSecret));
    expect(await byBasic.json()).toEqual(body);
    expect((await callApi(server, (body as OAuthToken).access_token)).status).toBe(200);
    expect(server.exchanges().map(({ route, reused }) => [route, reused])).toEqual([
      ['/oauth/token', false],
      ['/oauth/token', true],
    ]);
  });

  it('form-decodes both parts of Basic, as RFC 6749 §2.3.1 says', async () => {
    const app = { appId: 'an id:with%', appSecret: 'p+s & ü:/' };
    await using server = await createMockServer({ apps: [app] });
    const encode = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);
    const encoded = basic(encode(app.appId), encode(app.appSecret));
    expect((await exchangeOAuth(server, 'grant_type=client_credentials', encoded)).status).toBe(200);
    const raw = basic(app.appId, app.appSecret);
    expect((await exchangeOAuth(server, 'grant_type=client_credentials', raw)).status).toBe(401);
  });

  it('grants different tokens per scope, audience and resource, whatever the order, and echoes the scope', async () => {
    await using server = await createMockServer();
    const [{ appId, appSecret }] = server.apps;
    const base = new URLSearchParams({ grant_type: 'client_credentials', client_id: appId, client_secret: appSecret });
    const different = await Promise.all([
      grant(server),
      grant(server, { scope: 'read' }),
      grant(server, { scope: 'read write' }),
      grant(server, { audience: 'read' }),
      grant(server, { audience: 'api' }),
      grant(server, { resource: 'https://a.example/' }),
      grant(server, `${base.toString()}&resource=https://a.example/&resource=https://b.example/`),
    ]);
    expect(new Set(different.map(({ access_token: token }) => token)).size).toBe(7);
    const reordered = await grant(server, { scope: 'write read' });
    expect(reordered).toMatchObject({ access_token: different[2]?.access_token, scope: 'write read' });
    const resources = `${base.toString()}&resource=https://b.example/&resource=https://a.example/`;
    expect((await grant(server, resources)).access_token).toBe(different[6]?.access_token);
    // A parameter without a value counts as left out.
    expect((await grant(server, { scope: '' })).access_token).toBe(different[0]?.access_token);
  });

  it('answers 401 invalid_client with a challenge to any wrong pair, or none', async () => {
    await using server = await createMockServer();
    const [{ appId, appSecret }] = server.apps;
    const answers = await Promise.all([
      exchangeOAuth(server, { client_secret: 'wrong' }),
      exchangeOAuth(server, { client_id: 'wrong' }),
      exchangeOAuth(server, 'grant_type=client_credentials'),
      exchangeOAuth(server, 'grant_type=client_credentials', basic(appId, 'wrong')),
      exchangeOAuth(server, 'grant_type=client_credentials', basic(appId, '%')),
      exchangeOAuth(server, 'grant_type=client_credentials', basic(`${appId}:${appSecret}`, '')),
    ]);
    for (const response of answers) {
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Basic realm="tokenkeep-mock"');
      expect(await response.json()).toEqual({ error: 'invalid_client', error_description: expect.any(String) });
    }
  });

  it('answers the error codes of RFC 6749 §5.2', async () => {
    await using server = await createMockServer({ maxConcurrentExchanges: 3 });
    const [{ appId, appSecret }] = server.apps;
    const error = async (pending: Promise<Response>): Promise<unknown[]> => {
      const response = await pending;
      const { error } = (await response.json()) as { error: string };
      return [response.status, error];
    };
    const mixed = basic(appId, appSecret);
    expect(await error(exchangeOAuth(server, 'scope=x'))).toEqual([400, 'invalid_request']);
    expect(await error(exchangeOAuth(server, { grant_type: 'password' }))).toEqual([400, 'unsupported_grant_type']);
    expect(await error(exchangeOAuth(server, { scope: 'a "b"' }))).toEqual([400, 'invalid_scope']);
    expect(await error(exchangeOAuth(server, {}, mixed))).toEqual([400, 'invalid_request']);
    const twice = 'grant_type=client_credentials&scope=a&scope=b';
    expect(await error(exchangeOAuth(server, twice, mixed))).toEqual([400, 'invalid_request']);
    const json = { headers: { 'content-type': 'application/json' }, body: '{}' };
    expect(await error(exchangeOAuth(server, {}, json))).toEqual([415, 'invalid_request']);
    expect((await fetch(`${server.url}/oauth/token`)).status).toBe(405);
  });

  it('answers 429 beyond the limit of concurrent exchanges, in its own words', async () => {
    await using server = await createMockServer({ maxConcurrentExchanges: 0 });
    const response = await exchangeOAuth(server);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
  });
});
