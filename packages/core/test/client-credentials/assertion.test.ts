import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signClientAssertion } from '../../src/issuer/client-assertion.ts';
import { FakeClock } from '../../src/testing/index.ts';
import { capturing, granted } from './captured.ts';

const rsa = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
const algorithms: readonly [
  alg: string,
  make: RsaHashedKeyGenParams | EcKeyGenParams | { name: 'Ed25519' },
  verify: object,
][] = [
  ['RS256', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', ...rsa }, {}],
  ['RS512', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512', ...rsa }, {}],
  ['PS384', { name: 'RSA-PSS', hash: 'SHA-384', ...rsa }, { saltLength: 48 }],
  ['ES256', { name: 'ECDSA', namedCurve: 'P-256' }, { hash: 'SHA-256' }],
  ['ES384', { name: 'ECDSA', namedCurve: 'P-384' }, { hash: 'SHA-384' }],
  ['ES512', { name: 'ECDSA', namedCurve: 'P-521' }, { hash: 'SHA-512' }],
  ['EdDSA', { name: 'Ed25519' }, {}],
];

function decoded(part: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
}

function parsed(part: string): unknown {
  return JSON.parse(new TextDecoder().decode(decoded(part)));
}

async function pair(make: (typeof algorithms)[number][1]): Promise<CryptoKeyPair> {
  return (await crypto.subtle.generateKey(make, true, ['sign', 'verify'])) as CryptoKeyPair;
}

describe('a client assertion', () => {
  it.each(algorithms)('is signed with %s when the key is for that', async (alg, make, verify) => {
    const { privateKey, publicKey } = await pair(make);
    const assertion = await signClientAssertion({
      clientId: 'client',
      privateKey,
      keyId: 'k',
      audience: 'urn:aud',
      issuedAt: 1000,
    });
    const [header = '', claims = '', signature = ''] = assertion.split('.');
    expect(assertion).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(parsed(header)).toEqual({ alg, typ: 'JWT', kid: 'k' });
    expect(parsed(claims)).toEqual({
      iss: 'client',
      sub: 'client',
      aud: 'urn:aud',
      jti: expect.any(String),
      iat: 1000,
      nbf: 1000,
      exp: 1060,
    });
    const signed = new TextEncoder().encode(`${header}.${claims}`);
    expect(await crypto.subtle.verify({ name: make.name, ...verify }, publicKey, decoded(signature), signed)).toBe(
      true,
    );
  });

  it('is never the same twice', async () => {
    const { privateKey } = await pair({ name: 'Ed25519' });
    const options = { clientId: 'client', privateKey, keyId: undefined, audience: 'urn:aud', issuedAt: 1000 };
    expect(await signClientAssertion(options)).not.toBe(await signClientAssertion(options));
  });

  it.each<[string, (pair: CryptoKeyPair) => unknown]>([
    ['a public key', ({ publicKey }) => publicKey],
    ['a key pair', (both) => both],
    ['a JWK', ({ privateKey }) => crypto.subtle.exportKey('jwk', privateKey)],
    ['a KeyObject', () => generateKeyPairSync('ed25519').privateKey],
    ['a PEM', () => '-----BEGIN PRIVATE KEY-----'],
    ['an empty object', () => ({})],
    ['a key of a shared secret', () => crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign'])],
    [
      'a key that does not sign',
      async () => {
        const made = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveKey']);
        return (made as CryptoKeyPair).privateKey;
      },
    ],
  ])('cannot be made with %s, and nothing is sent, not even for metadata', async (_what, make) => {
    const privateKey = await make(await pair({ name: 'ECDSA', namedCurve: 'P-256' }));
    const options = { clientSecret: undefined, authMethod: 'private_key_jwt', ...Object({ privateKey }) };
    for (const place of [{}, { issuer: 'https://auth.example.com' }]) {
      const { client, requests } = capturing({ ...options, ...place }, granted());
      await expect(client.getToken()).rejects.toMatchObject({
        code: 'ERR_TOKEN_CONFIG',
        message: expect.stringMatching(/^privateKey .*CryptoKey of type private with usage sign.*: .+\.$/),
      });
      expect(requests).toEqual([]);
    }
  });

  it('goes out with the client id, by the clock it was given, to the audience it was given', async () => {
    const { privateKey } = await pair({ name: 'ECDSA', namedCurve: 'P-256' });
    const { client, requests } = capturing(
      {
        clientSecret: undefined,
        privateKey,
        authMethod: 'private_key_jwt',
        assertionAudience: 'urn:server',
        clock: new FakeClock(5_000_000),
      },
      granted(),
    );
    await client.getToken();
    const form = requests[0]?.form ?? new URLSearchParams();
    expect(form.get('client_id')).toBe('client');
    expect(form.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    expect(parsed(form.get('client_assertion')?.split('.')[1] ?? '')).toMatchObject({ aud: 'urn:server', iat: 5000 });
  });

  it('is for the token endpoint if nothing else is said', async () => {
    const { privateKey } = await pair({ name: 'Ed25519' });
    const { client, requests } = capturing(
      { clientSecret: undefined, privateKey, authMethod: 'private_key_jwt' },
      granted(),
    );
    await client.getToken();
    const assertion = requests[0]?.form.get('client_assertion')?.split('.')[1] ?? '';
    expect(parsed(assertion)).toMatchObject({ aud: 'https://auth.example.com/token' });
  });
});
