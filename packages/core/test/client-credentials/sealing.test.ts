import { createMockServer } from '@tokenkeep/mock-server';
import { expect, it } from 'vitest';
import {
  clientAssertion,
  clientCredentials,
  createTokenClient,
  jwtBearer,
  memoryCache,
  privateKeyJwt,
  tlsClientAuth,
  type ClientAuthentication,
  type TokenEvent,
  type TokenIssuer,
} from '../../src/index.ts';

async function newKey({ extractable = true } = {}): Promise<CryptoKey> {
  const made = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, extractable, ['sign', 'verify']);
  return (made as CryptoKeyPair).privateKey;
}

async function pemOf(key: CryptoKey): Promise<string> {
  const base64 = Buffer.from(await crypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----`;
}

const [key, otherKey, hiddenKey] = await Promise.all([newKey(), newKey(), newKey({ extractable: false })]);
const jwk = { kty: '', ...(await crypto.subtle.exportKey('jwk', key)) };
const pem = await pemOf(key);
const [s, t] = ['s'.repeat(32), 't'.repeat(32)];
const clientId = 'client';
const jwt = (): string => 'header.claims.signature';

const issuerOf = (auth: ClientAuthentication, url: string): TokenIssuer =>
  clientCredentials({ tokenUrl: `${url}/oauth/token`, auth, apiOrigins: [url] });

it.each<[string, 1 | 2, ClientAuthentication, ClientAuthentication]>([
  ['the same key', 1, privateKeyJwt({ clientId, key }), privateKeyJwt({ clientId, key })],
  ['the same key as JWK and PEM', 1, privateKeyJwt({ clientId, key: jwk }), privateKeyJwt({ clientId, key: pem })],
  ['the same key by a function', 1, privateKeyJwt({ clientId, key }), privateKeyJwt({ clientId, key: () => pem })],
  ['another key', 2, privateKeyJwt({ clientId, key }), privateKeyJwt({ clientId, key: otherKey })],
  [
    'one sealing secret',
    1,
    privateKeyJwt({ clientId, key: hiddenKey, sealingSecret: s }),
    privateKeyJwt({ clientId, key: otherKey, sealingSecret: s }),
  ],
  [
    'another sealing secret',
    2,
    privateKeyJwt({ clientId, key, sealingSecret: s }),
    privateKeyJwt({ clientId, key, sealingSecret: t }),
  ],
  [
    'one sealing secret for assertions of somebody else',
    1,
    clientAssertion({ clientId, assertion: jwt, sealingSecret: s }),
    clientAssertion({ clientId, assertion: jwt, sealingSecret: s }),
  ],
  [
    'one sealing secret for a certificate',
    1,
    tlsClientAuth({ clientId, sealingSecret: s }),
    tlsClientAuth({ clientId, sealingSecret: s }),
  ],
])('with %s, two clients on one cache make %i exchanges', async (_what, exchanges, first, second) => {
  await using server = await createMockServer();
  const cache = memoryCache();
  for (const auth of [first, second]) {
    await using client = createTokenClient({ issuer: issuerOf(auth, server.url), cache, fetch: withSecret(server) });
    await client.getToken();
  }
  expect(server.counters().exchanges).toBe(exchanges);
});

it.each<[string, (url: string) => TokenIssuer]>([
  ['a key that cannot be exported', (url) => issuerOf(privateKeyJwt({ clientId, key: hiddenKey }), url)],
  ['an assertion of somebody else', (url) => issuerOf(clientAssertion({ clientId, assertion: jwt }), url)],
  ['an assertion alone', (url) => issuerOf(clientAssertion({ assertion: jwt }), url)],
  ['a certificate', (url) => issuerOf(tlsClientAuth({ clientId }), url)],
  [
    'an assertion as the grant, signed with a key that cannot be exported',
    (url) =>
      jwtBearer({ tokenUrl: `${url}/oauth/token`, key: hiddenKey, claims: { iss: clientId }, apiOrigins: [url] }),
  ],
])('with %s nothing can seal, so that no cache is used, which an event says once', async (_what, issuer) => {
  await using server = await createMockServer();
  const stored: string[] = [];
  const events: TokenEvent[] = [];
  const memory = memoryCache();
  await using client = createTokenClient({
    issuer: issuer(server.url),
    cache: { get: (name) => memory.get(name), set: async (name) => void stored.push(name) },
    onEvent: (event) => events.push(event),
    fetch: withSecret(server),
  });
  await client.invalidate(await client.getToken());
  await client.getToken();
  expect(server.counters().exchanges).toBe(2);
  expect(stored).toEqual([]);
  expect(events.filter(({ type }) => type === 'cache-unused')).toHaveLength(1);
});

/** The mock server knows neither keys nor certificates: what is sent to it has the secret instead. */
function withSecret({ url, apps }: Awaited<ReturnType<typeof createMockServer>>): typeof fetch {
  const [{ appId, appSecret }] = apps;
  const body = { grant_type: 'client_credentials', client_id: appId, client_secret: appSecret };
  return () => fetch(`${url}/oauth/token`, { method: 'POST', body: new URLSearchParams(body) });
}
