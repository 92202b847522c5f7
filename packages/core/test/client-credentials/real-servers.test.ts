import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it, vi } from 'vitest';
import {
  clientCredentials,
  createTokenClient,
  jwtBearer,
  privateKeyJwt,
  type TokenClient,
  type TokenIssuer,
} from '../../src/index.ts';
import { FakeClock } from '../../src/testing/index.ts';
import type { AuthorizationServer } from './servers/authorization-server.ts';
import { betterAuthProvider } from './servers/better-auth.ts';
import { jmondi } from './servers/jmondi.ts';
import { nodeOauth } from './servers/node-oauth.ts';
import { keys as clientKeys, oauth2MockServer, otherKeys } from './servers/oauth2-mock-server.ts';
import { keys, oidcProvider, oidcProviderOverTls } from './servers/oidc-provider.ts';

const servers = [oidcProvider, oidcProviderOverTls, oauth2MockServer, nodeOauth, jmondi, betterAuthProvider];

// Server and client live by one clock, which the test moves.
let clock: FakeClock;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  clock = new FakeClock(Date.now());
});
afterEach(() => vi.useRealTimers());

async function pass(durationMs: number): Promise<void> {
  vi.setSystemTime(clock.now() + durationMs);
  await clock.advance(durationMs);
}

/** Until no refresh runs behind the callers. */
async function settled(client: TokenClient): Promise<void> {
  // Not `vi.waitUntil`, which moves the server's clock.
  while (client.status().refreshing) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe.each(servers.filter(({ methods }) => methods.length > 0))('$name', ({ start, methods, lifetimeMs }) => {
  let server: AuthorizationServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  function clientBy(method: string, wrong = false): TokenClient {
    const issuer = clientCredentials({ ...server.client(method, wrong), apiOrigins: [server.url] });
    return createTokenClient({ issuer, clock, fetch: server.fetch?.(wrong), timeoutMs: 60_000 });
  }

  describe.each(methods)('by %s', (method) => {
    it('grants a token that its API takes', async () => {
      await using tokens = clientBy(method);
      const before = server.granted();
      expect((await tokens.getToken()).lifetimeMs).toBe(lifetimeMs);
      expect((await tokens.fetch(server.apiUrl)).status).toBe(200);
      expect(server.granted()).toBe(before + 1);
    });

    it('refuses a wrong secret, key or certificate', async () => {
      await using tokens = clientBy(method, true);
      const before = server.granted();
      await expect(tokens.getToken()).rejects.toMatchObject({
        code: 'ERR_TOKEN_CREDENTIALS',
        reason: 'invalid_client',
      });
      expect(server.granted()).toBe(before);
    });

    it('gives no dead token over four lives and more', async () => {
      await using tokens = clientBy(method);
      const [before, answers] = [server.granted(), server.answered.length];
      const steps = 90;
      for (let step = 0; step < steps; step += 1) {
        expect((await tokens.fetch(server.apiUrl)).status).toBe(200);
        await settled(tokens);
        await pass(lifetimeMs / 20);
      }
      // Nor was one sent and replaced after a 401.
      expect(server.answered.slice(answers)).toEqual(Array.from({ length: steps }, () => 200));
      expect(server.granted() - before).toBeGreaterThan(3);
      expect(server.granted() - before).toBeLessThan(8);
    });

    it('replaces a revoked token by one exchange for 20 who need it at once', async () => {
      await using tokens = clientBy(method);
      const { accessToken } = await tokens.getToken();
      expect((await tokens.fetch(server.apiUrl)).status).toBe(200);
      await pass(lifetimeMs / 10);
      const before = server.granted();
      await server.revoke(accessToken);
      const responses = await Promise.all(Array.from({ length: 20 }, () => tokens.fetch(server.apiUrl)));
      expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
      expect(server.granted()).toBe(before + 1);
    });
  });
});

describe("panva's oidc-provider", () => {
  let server: AuthorizationServer;
  beforeAll(async () => {
    server = await oidcProvider.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  function issuerWith(change: object): TokenIssuer {
    return clientCredentials({ ...server.client('client_secret_post'), apiOrigins: [server.url], ...change });
  }

  it('says which scope it does not grant', async () => {
    await using tokens = createTokenClient({ issuer: issuerWith({ scope: ['read', 'admin'] }), clock });
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_REQUEST', reason: 'invalid_scope' });
  });

  it('is asked for its metadata once', async () => {
    const asked: string[] = [];
    await using tokens = createTokenClient({
      issuer: issuerWith({}),
      clock,
      fetch: (url, init) => {
        asked.push(new URL(url).pathname);
        return fetch(url, init);
      },
    });
    const token = await tokens.getToken();
    await tokens.invalidate(token);
    await tokens.getToken();
    expect(asked).toEqual(['/.well-known/openid-configuration', '/token', '/token']);
  });

  it.each([-20_000, 20_000])('takes an assertion of a client whose clock is %i ms off', async (offMs) => {
    const key = keys.private_key_jwt.privateKey.export({ format: 'jwk' });
    const auth = privateKeyJwt({
      clientId: 'jwt',
      key: { kty: '', ...key },
      keyId: 'private_key_jwt',
      clock: new FakeClock(Date.now() + offMs),
    });
    await using tokens = createTokenClient({ issuer: issuerWith({ auth }), clock });
    await expect(tokens.getToken()).resolves.toHaveProperty('accessToken');
  });
});

describe('oauth2-mock-server', () => {
  let server: AuthorizationServer;
  beforeAll(async () => {
    server = await oauth2MockServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each([
    ['the key that it knows', clientKeys, 200],
    ['another key', otherKeys, 'ERR_TOKEN_CREDENTIALS'],
  ] as const)('asked with an assertion as the grant, signed with %s, answers %s', async (_what, keys, outcome) => {
    const issuer = jwtBearer({
      issuer: server.url,
      key: keys.privateKey,
      claims: { iss: 'client', sub: 'somebody' },
      scope: 'read',
      apiOrigins: [server.url],
    });
    await using tokens = createTokenClient({ issuer, clock });
    const status = await tokens.fetch(server.apiUrl).then(
      (response) => response.status,
      (error: unknown) => Object(error).code,
    );
    expect(status).toBe(outcome);
  });

  it('gives a token for a user and password, whose life is known', async () => {
    const issuer = clientCredentials({
      ...server.client('client_secret_basic'),
      grantType: 'password',
      params: { username: 'user', password: 'pass' },
      apiOrigins: [server.url],
    });
    await using tokens = createTokenClient({ issuer, clock });
    expect((await tokens.fetch(server.apiUrl)).status).toBe(200);
    const [, claims = ''] = (await tokens.getToken()).accessToken.split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ sub: 'user', amr: ['pwd'] });
  });
});
