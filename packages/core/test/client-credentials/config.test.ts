import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  clientAssertion,
  clientCredentials,
  clientSecretBasic,
  clientSecretPost,
  jwtBearer,
  privateKeyJwt,
  tlsClientAuth,
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
