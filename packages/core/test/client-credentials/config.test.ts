import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  clientAssertion,
  clientCredentials,
  clientSecretBasic,
  clientSecretPost,
  jwtBearer,
  privateKeyJwt,
  tlsClientAuth,
  tokenEndpoint,
  type TokenIssuer,
} from '../../src/index.ts';

const canary = 'canary-secret';
const auth = clientSecretBasic({ clientId: 'client', clientSecret: canary });
const good = { tokenUrl: 'https://auth.example.com/token', auth, apiOrigins: ['https://api.example.com'] };
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
const signed = { tokenUrl: good.tokenUrl, apiOrigins: good.apiOrigins, key, claims: { iss: 'client' } };
const secret32 = 'x'.repeat(32);

/** As if it were called from JavaScript. */
function call(make: (options: never, more?: never) => unknown, ...options: readonly unknown[]): () => unknown {
  return () => Reflect.apply(make, undefined, options);
}

const bad: readonly (readonly [string, string, () => unknown])[] = [
  ['clientCredentials', 'options', call(clientCredentials, undefined)],
  ...Object.entries({
    tokenUrl: [
      { tokenUrl: undefined },
      { issuer: 'https://auth.example.com' },
      { tokenUrl: 'auth.example.com' },
      { tokenUrl: 'http://auth.example.com/token' },
      { tokenUrl: 'https://auth.example.com/token?p=policy#canary' },
    ],
    issuer: [
      { tokenUrl: undefined, issuer: 'https://auth.example.com?p=policy' },
      { tokenUrl: undefined, issuer: 'http://auth.example.com' },
    ],
    endpointOrigins: [
      { endpointOrigins: ['https://tokens.example.com'] },
      { tokenUrl: undefined, issuer: 'https://auth.example.com', endpointOrigins: ['http://tokens.example.com'] },
      { tokenUrl: undefined, issuer: 'https://auth.example.com', endpointOrigins: 'https://tokens.example.com' },
    ],
    auth: [{ auth: undefined }, { auth: canary }, { auth: {} }, { auth: clientSecretBasic }],
    apiOrigins: [
      { apiOrigins: undefined },
      { apiOrigins: ['https://api.example.com/v1'] },
      { apiOrigins: ['http://api.internal'], allowInsecure: true },
    ],
    apiBaseUrl: [{ apiBaseUrl: '/v1' }, { apiBaseUrl: 'https://other.example.com/v1' }],
    present: [{ present: 'X-Token' }],
    scope: [{ scope: 42 }, { scope: null }, { scope: ['read', 7] }],
    audience: [{ audience: 7 }],
    resource: [{ resource: null }],
    params: [
      { params: null },
      { params: 'organization' },
      { params: new URLSearchParams({ organization: canary }) },
      { params: [['organization', canary]] },
      { params: { organization: undefined } },
      { params: { grant_type: 'password' } },
      { params: { client_id: 'another' } },
    ],
    grantType: [{ grantType: '' }, { grantType: true }],
    bodyFormat: [{ bodyFormat: 'xml' }],
    headers: [
      { headers: { Authorization: canary } },
      { headers: { 'x y': canary } },
      { headers: new Headers({ x: canary }) },
      { headers: new Map([['x', canary]]) },
      { headers: { x: `${canary}\n` } },
    ],
    acceptTokenTypes: [{ acceptTokenTypes: 'Bearer' }, { acceptTokenTypes: [undefined] }, { acceptTokenTypes: [] }],
    allowInsecure: [{ allowInsecure: 'canary' }],
    assumeExpiresInMs: [{ assumeExpiresInMs: Number.NaN }, { assumeExpiresInMs: 10 }],
    tokenURL: [{ tokenURL: 'https://auth.example.com/token' }],
  }).flatMap(([named, changes]) =>
    changes.map(
      (change: object) => ['clientCredentials', named, call(clientCredentials, { ...good, ...change })] as const,
    ),
  ),
  ...[clientSecretBasic, clientSecretPost].flatMap((make) => [
    ['a secret', 'clientId', call(make, { clientId: ' ', clientSecret: canary })] as const,
    ['a secret', 'clientSecret', call(make, { clientId: 'client' })] as const,
    ['a secret', 'clientSecret', call(make, { clientId: 'client', clientSecret: '' })] as const,
    [
      'a secret',
      'clientSecret has a line break',
      call(make, { clientId: 'client', clientSecret: `${canary}\n` }),
    ] as const,
    [
      'a secret',
      'clientSecret has a line break',
      call(make, { clientId: 'client', clientSecret: `\uFEFF${canary}` }),
    ] as const,
    ['a secret', 'clientSecrte', call(make, { clientId: 'client', clientSecrte: canary })] as const,
  ]),
  ['Basic', 'encoding', call(clientSecretBasic, { clientId: 'client', clientSecret: canary }, { encoding: 'url' })],
  ['Basic', 'clientId', call(clientSecretBasic, { clientId: 'a:b', clientSecret: canary }, { encoding: 'raw' })],
  ['a key', 'clientId', call(privateKeyJwt, { key })],
  ['a key', 'key', call(privateKeyJwt, { clientId: 'client' })],
  ['a key', 'algorithm', call(privateKeyJwt, { clientId: 'client', key, algorithm: 'HS256' })],
  ['a key', 'algorithm', call(privateKeyJwt, { clientId: 'client', key, algorithm: 'RS256' })],
  ['a key', 'keyId', call(privateKeyJwt, { clientId: 'client', key, keyId: 7 })],
  ['a key', 'audience', call(privateKeyJwt, { clientId: 'client', key, audience: '' })],
  ['a key', 'clock', call(privateKeyJwt, { clientId: 'client', key, clock: {} })],
  ['a key', 'sealingSecret', call(privateKeyJwt, { clientId: 'client', key, sealingSecret: ' '.repeat(40) })],
  ['a key', 'sealingSecret', call(privateKeyJwt, { clientId: 'client', key, sealingSecret: canary })],
  ['a certificate', 'clientId', call(tlsClientAuth, {})],
  ['a certificate', 'sealingSecret', call(tlsClientAuth, { clientId: 'client', sealingSecret: canary })],
  ['an assertion', 'assertion', call(clientAssertion, { clientId: 'client', assertion: canary })],
  ['an assertion', 'assertionType', call(clientAssertion, { assertion: () => canary, assertionType: '' })],
  ['an assertion', 'clientId', call(clientAssertion, { assertion: () => canary, sealingSecret: secret32 })],
  ['jwtBearer', 'claims.iss', call(jwtBearer, { ...signed, claims: {} })],
  ['jwtBearer', 'claims.iss', call(jwtBearer, { ...signed, claims: undefined })],
  ['jwtBearer', 'exp', call(jwtBearer, { ...signed, claims: { iss: 'client', exp: 7 } })],
  ['jwtBearer', 'key', call(jwtBearer, { ...signed, key: canary })],
  ['jwtBearer', 'auth', call(jwtBearer, { ...signed, auth: {} })],
  ['jwtBearer', 'clock', call(jwtBearer, { ...signed, clock: {} })],
  ['jwtBearer', 'scope', call(jwtBearer, { ...signed, scope: 42 })],
];

it.each(bad)('%s is refused at once, naming %s and a remedy, never a value', (_what, named, make) => {
  expect(make).toThrow(expect.objectContaining({ code: 'ERR_TOKEN_CONFIG', retryable: false }));
  expect(make).toThrow(named);
  expect(make).toThrow(/: .+\.$/);
  expect(make).toThrow(expect.objectContaining({ message: expect.not.stringContaining('canary') }));
});

describe('an option that comes of a function is refused at the exchange', () => {
  it.each([
    ['clientSecret', { auth: clientSecretPost({ clientId: 'client', clientSecret: () => '' }) }],
    [
      'clientSecret has a line break',
      { auth: clientSecretBasic({ clientId: 'client', clientSecret: async () => 'a\n' }) },
    ],
    ['clientId', { auth: clientSecretPost(() => JSON.parse('{ "clientSecret": "secret" }')) }],
    ['key', { auth: privateKeyJwt({ clientId: 'client', key: () => 'canary' }) }],
    ['assertion', { auth: clientAssertion({ assertion: () => ' \n' }) }],
    ['params', { params: () => JSON.parse('"organization"') }],
  ])('naming %s', async (named, change) => {
    const prepared = Promise.resolve(clientCredentials({ ...good, ...change }).prepare());
    await expect(prepared).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG', message: expect.stringContaining(named) });
  });
});

it.each<[string, () => TokenIssuer]>([
  ['Basic', () => clientCredentials({ ...good, params: { password: canary }, headers: { 'x-key': canary } })],
  ['post', () => clientCredentials({ ...good, auth: clientSecretPost({ clientId: 'client', clientSecret: canary }) })],
  [
    'a sealing secret',
    () => clientCredentials({ ...good, auth: tlsClientAuth({ clientId: 'client', sealingSecret: canary.repeat(3) }) }),
  ],
  ['an assertion', () => clientCredentials({ ...good, auth: clientAssertion({ assertion: () => canary }) })],
  [
    'tokenEndpoint',
    () =>
      tokenEndpoint({
        url: good.tokenUrl,
        credentials: { secret: canary },
        request: ({ secret }) => ({ json: { secret } }),
        response: { accessToken: 'token', assumeExpiresInMs: 60_000 },
      }),
  ],
])(
  'an issuer by %s shows its secret to nobody who looks at it, nor by what is part of the cache key',
  async (_what, make) => {
    const issuer = make();
    const exchange = await issuer.prepare();
    const shown = [issuer, exchange, exchange.identity].flatMap((part) => [
      inspect(part, { depth: Infinity, showHidden: true, getters: true }),
      JSON.stringify(part),
    ]);
    expect(shown.join()).not.toContain('canary');
  },
);

describe('what is given', () => {
  it('may be http to localhost, and to anywhere with allowInsecure', () => {
    expect(clientCredentials({ ...good, tokenUrl: 'http://localhost:8080/token' }).origin).toBe(
      'http://localhost:8080',
    );
    const tokenUrl = 'http://auth.internal/token';
    expect(clientCredentials({ ...good, tokenUrl, allowInsecure: true }).origin).toBe('http://auth.internal');
  });

  it('is copied, so that nobody can change it afterwards', async () => {
    const apiOrigins = ['https://api.example.com'];
    const params = { organization: 'one' };
    const issuer = clientCredentials({ ...good, apiOrigins, params });
    const before = await issuer.prepare();
    apiOrigins.push('https://evil.test');
    params.organization = 'two';
    expect(issuer.apiOrigins).toEqual(['https://api.example.com']);
    const after = await issuer.prepare();
    expect(before.secret && after.secret?.equals(before.secret)).toBe(true);
  });

  it('says of itself what a remedy needs', () => {
    expect(clientCredentials(good).optionNames).toEqual({
      credentials: 'clientId and clientSecret',
      url: 'tokenUrl',
      life: 'assumeExpiresInMs',
    });
    expect(
      clientCredentials({ ...good, tokenUrl: undefined, issuer: 'https://auth.example.com' }).optionNames,
    ).toMatchObject({
      url: 'issuer',
    });
  });

  it('counts only as its own: what another package puts on Object.prototype is not seen', async () => {
    const plant = {
      scope: 'all',
      issuer: 'https://evil.test',
      headers: { x: 'y' },
      encoding: 'raw',
      grantType: 'evil',
    };
    const before = await clientCredentials(good).prepare();
    for (const [name, value] of Object.entries(plant)) {
      Reflect.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
    }
    try {
      const again = clientCredentials({
        ...good,
        auth: clientSecretBasic({ clientId: 'client', clientSecret: canary }),
      });
      expect((await again.prepare()).identity).toEqual(before.identity);
    } finally {
      for (const name of Object.keys(plant)) Reflect.deleteProperty(Object.prototype, name);
    }
  });
});
