import { KeyObject, verify } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  Events,
  OAuth2Server,
  type MutableResponse,
  type MutableToken,
  type TokenRequestIncomingMessage,
} from 'oauth2-mock-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientCredentials, createTokenClient, type ClientCredentialsOptions } from '../../src/index.ts';
import { FakeClock } from '../../src/testing/index.ts';
import { awkwardSecret, startAuthorizationServer, type AuthorizationServer } from './authorization-server.ts';

const apiOrigins = ['https://api.example.com'];

async function keyPair(algorithm: RsaHashedKeyGenParams | EcKeyGenParams): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

describe("panva's oidc-provider", () => {
  let server: AuthorizationServer;
  let keys: CryptoKeyPair;
  beforeAll(async () => {
    keys = await keyPair({ name: 'ECDSA', namedCurve: 'P-256' });
    server = await startAuthorizationServer(await crypto.subtle.exportKey('jwk', keys.publicKey));
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const methods: Record<string, () => Partial<ClientCredentialsOptions>> = {
    client_secret_basic: () => ({ clientId: 'basic:client', clientSecret: awkwardSecret }),
    client_secret_post: () => ({ clientId: 'post', clientSecret: awkwardSecret, authMethod: 'client_secret_post' }),
    private_key_jwt: () => ({
      clientId: 'jwt',
      assertionAudience: server.url,
      privateKey: keys.privateKey,
      keyId: 'key-1',
      authMethod: 'private_key_jwt',
    }),
  };

  it.each(Object.keys(methods))('grants and renews a token by %s that it finds active', async (method) => {
    const clock = new FakeClock(Date.now());
    const issuer = clientCredentials({
      tokenUrl: `${server.url}/token`,
      scope: 'read',
      apiOrigins,
      ...methods[method]?.(),
    });
    await using tokens = createTokenClient({ issuer, clock });
    const first = await tokens.getToken();
    expect(first.lifetimeMs).toBe(600_000);
    expect(await server.isActive(first.accessToken)).toBe(true);
    const granted = server.granted();
    await tokens.getToken();
    expect(server.granted()).toBe(granted);

    clock.tick(599_000);
    const second = await tokens.getToken();
    expect(second.accessToken).not.toBe(first.accessToken);
    expect(await server.isActive(second.accessToken)).toBe(true);
    expect(server.granted()).toBe(granted + 1);
  });

  it.each(['client_secret_basic', 'client_secret_post'])('refuses a wrong secret by %s', async (method) => {
    const wrong = { ...methods[method]?.(), clientSecret: 'wrong' };
    await using tokens = createTokenClient({
      issuer: clientCredentials({ tokenUrl: `${server.url}/token`, apiOrigins, ...wrong }),
    });
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS', reason: 'invalid_client' });
  });

  it('refuses an assertion that another key signed', async () => {
    const { privateKey } = await keyPair({ name: 'ECDSA', namedCurve: 'P-256' });
    const options = { ...methods['private_key_jwt']?.(), privateKey };
    await using tokens = createTokenClient({
      issuer: clientCredentials({ tokenUrl: `${server.url}/token`, apiOrigins, ...options }),
    });
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS', reason: 'invalid_client' });
  });

  it('says which scope it does not grant', async () => {
    const options = { ...methods['client_secret_post']?.(), scope: ['read', 'admin'] };
    await using tokens = createTokenClient({
      issuer: clientCredentials({ tokenUrl: `${server.url}/token`, apiOrigins, ...options }),
    });
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_REQUEST', reason: 'invalid_scope' });
  });

  it('is found by its metadata, which are read once', async () => {
    const asked: string[] = [];
    const issuer = clientCredentials({ issuer: server.url, apiOrigins, ...methods['private_key_jwt']?.() });
    await using tokens = createTokenClient({
      issuer,
      clock: new FakeClock(Date.now()),
      fetch: (input, init) => {
        asked.push(new URL(input instanceof Request ? input.url : input).pathname);
        return fetch(input, init);
      },
    });
    const token = await tokens.getToken();
    await tokens.invalidate(token);
    await tokens.getToken();
    expect(asked).toEqual(['/.well-known/openid-configuration', '/token', '/token']);
  });
});

describe('oauth2-mock-server', () => {
  const server = new OAuth2Server();
  const clientId = 'client';
  let keys: CryptoKeyPair;
  let granted: string[];
  beforeAll(async () => {
    keys = await keyPair({ name: 'ECDSA', namedCurve: 'P-256' });
    await server.issuer.keys.generate('RS256');
    await server.start(0, '127.0.0.1');
    server.service.on(Events.BeforeTokenSigning, ({ payload }: MutableToken) => {
      payload['jti'] = crypto.randomUUID();
    });
    server.service.on(Events.BeforeResponse, (response: MutableResponse, request: TokenRequestIncomingMessage) => {
      if (authenticated(request)) granted.push(Object(response.body).access_token);
      else Object.assign(response, { statusCode: 401, body: { error: 'invalid_client' } });
    });
    server.service.on(Events.BeforeUserinfo, (response: MutableResponse, { headers }: IncomingMessage) => {
      if (headers.authorization !== `Bearer ${granted.at(-1)}`) response.statusCode = 401;
    });
  });
  beforeEach(() => {
    granted = [];
  });
  afterAll(() => server.stop());

  /** The server itself lets everybody in. */
  function authenticated({ headers, body }: TokenRequestIncomingMessage): boolean {
    const { client_id, client_secret, client_assertion }: Record<string, unknown> = { ...body };
    if (typeof client_assertion === 'string') {
      const [header, claims, signature = ''] = client_assertion.split('.');
      const key = { key: KeyObject.from(keys.publicKey), dsaEncoding: 'ieee-p1363' } as const;
      return verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'));
    }
    if (client_secret !== undefined) return client_id === clientId && client_secret === 'secret';
    return headers.authorization === `Basic ${btoa(`${clientId}:secret`)}`;
  }

  type Method = NonNullable<ClientCredentialsOptions['authMethod']>;
  const methods: Method[] = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'];

  function issuerBy(authMethod: Method, { clientSecret = 'secret', privateKey = keys.privateKey } = {}) {
    const url = `http://127.0.0.1:${server.address().port}`;
    return clientCredentials({
      tokenUrl: `${url}/token`,
      apiOrigins: [url],
      scope: ['urn:first', 'urn:second'],
      clientId,
      authMethod,
      ...(authMethod === 'private_key_jwt' ? { privateKey } : { clientSecret }),
    });
  }

  it.each(methods)('grants a token by %s that can be used and is renewed', async (authMethod) => {
    const clock = new FakeClock(Date.now());
    const issuer = issuerBy(authMethod);
    await using tokens = createTokenClient({ issuer, clock });
    const first = await tokens.getToken();
    expect(first.expiresIn).toBeGreaterThan(3500);
    const claims: { scope?: unknown } = JSON.parse(atob(first.accessToken.split('.')[1] ?? ''));
    expect(claims.scope).toEqual(expect.stringContaining('urn:first'));
    expect((await tokens.fetch(`${issuer.apiOrigins[0]}/userinfo`)).status).toBe(200);

    clock.tick(first.lifetimeMs - 1000);
    const second = await tokens.getToken();
    expect(granted).toEqual([first.accessToken, second.accessToken]);
    expect((await tokens.fetch(`${issuer.apiOrigins[0]}/userinfo`)).status).toBe(200);
  });

  it.each(methods)('refuses a wrong secret or key by %s', async (authMethod) => {
    const { privateKey } = await keyPair({ name: 'ECDSA', namedCurve: 'P-256' });
    await using tokens = createTokenClient({ issuer: issuerBy(authMethod, { clientSecret: 'wrong', privateKey }) });
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS', reason: 'invalid_client' });
    expect(granted).toEqual([]);
  });
});
