import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  clientAssertion,
  privateKeyJwt,
  type ClientAuthentication,
  type PrivateKeyJwtOptions,
  type SigningAlgorithm,
} from '../../src/index.ts';
import { FakeClock } from '../../src/testing/index.ts';
import { capturing, granted, oauth } from './captured.ts';

const rsa = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
const rsa1024 = { ...rsa, modulusLength: 1024 };
const tokenUrl = 'https://auth.example.com/token';

type Algorithm = RsaHashedKeyGenParams | EcKeyGenParams | { name: 'Ed25519' };

const algorithms: readonly [alg: SigningAlgorithm, make: Algorithm, verify: object][] = [
  ['RS256', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', ...rsa }, {}],
  ['RS384', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384', ...rsa }, {}],
  ['RS512', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512', ...rsa }, {}],
  ['PS256', { name: 'RSA-PSS', hash: 'SHA-256', ...rsa }, { saltLength: 32 }],
  ['PS384', { name: 'RSA-PSS', hash: 'SHA-384', ...rsa }, { saltLength: 48 }],
  ['PS512', { name: 'RSA-PSS', hash: 'SHA-512', ...rsa }, { saltLength: 64 }],
  ['ES256', { name: 'ECDSA', namedCurve: 'P-256' }, { hash: 'SHA-256' }],
  ['ES384', { name: 'ECDSA', namedCurve: 'P-384' }, { hash: 'SHA-384' }],
  ['ES512', { name: 'ECDSA', namedCurve: 'P-521' }, { hash: 'SHA-512' }],
  ['EdDSA', { name: 'Ed25519' }, {}],
];

function bytes(part: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(part, 'base64url'));
}

function parsed(part = ''): unknown {
  return JSON.parse(new TextDecoder().decode(bytes(part)));
}

async function pair(make: Algorithm, extractable = true): Promise<CryptoKeyPair> {
  return (await crypto.subtle.generateKey(make, extractable, ['sign', 'verify'])) as CryptoKeyPair;
}

async function pemOf(key: CryptoKey): Promise<string> {
  const base64 = Buffer.from(await crypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${base64.replace(/(.{64})/g, '$1\n')}\n-----END PRIVATE KEY-----\n`;
}

/** What a request carries as the proof, by name. */
async function proof(auth: ClientAuthentication, issuer?: string): Promise<Readonly<Record<string, string>>> {
  const { params = [] } = await (await auth.prepare()).prove({ tokenUrl, issuer });
  return Object.fromEntries(params);
}

async function claims(options: PrivateKeyJwtOptions, issuer?: string): Promise<unknown> {
  return parsed((await proof(privateKeyJwt(options), issuer))['client_assertion']?.split('.')[1]);
}

describe.each(algorithms)('a key for %s', (alg, make, verify) => {
  it.each(['CryptoKey', 'JWK', 'PEM'])('signs as a %s', async (form) => {
    const { privateKey, publicKey } = await pair(make);
    const jwk = { kty: '', ...(await crypto.subtle.exportKey('jwk', privateKey)) };
    const key = { CryptoKey: privateKey, JWK: jwk, PEM: await pemOf(privateKey) }[form] ?? '';
    // Of a PEM, RSA does not say which of its algorithms it is for.
    const algorithm = form === 'PEM' ? alg : undefined;
    const carried = await proof(
      privateKeyJwt({ clientId: 'client', key, keyId: 'k', algorithm, clock: new FakeClock(1_000_000_500) }),
    );
    expect(carried).toEqual({
      client_id: 'client',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    });
    const [header = '', body = '', signature = ''] = carried['client_assertion']?.split('.') ?? [];
    expect(parsed(header)).toEqual({ alg, typ: 'JWT', kid: 'k' });
    // Dated back a minute, without nbf: a clock that is ahead of the server's does no harm.
    expect(parsed(body)).toEqual({
      iss: 'client',
      sub: 'client',
      aud: tokenUrl,
      jti: expect.any(String),
      iat: 999_940,
      exp: 1_000_060,
    });
    const signed = new TextEncoder().encode(`${header}.${body}`);
    expect(await crypto.subtle.verify({ name: make.name, ...verify }, publicKey, bytes(signature), signed)).toBe(true);
  });
});

describe('an assertion', () => {
  it('is never the same twice', async () => {
    const { privateKey: key } = await pair({ name: 'Ed25519' });
    const auth = privateKeyJwt({ clientId: 'client', key });
    expect(await proof(auth)).not.toEqual(await proof(auth));
  });

  it('is for the issuer if that was given, else for the token endpoint, or for whom you say', async () => {
    const { privateKey: key } = await pair({ name: 'Ed25519' });
    const issuer = 'https://auth.example.com/tenant';
    const options = { clientId: 'client', key };
    expect(await claims(options)).toMatchObject({ aud: tokenUrl });
    expect(await claims(options, issuer)).toMatchObject({ aud: issuer });
    expect(await claims({ ...options, audience: 'token-endpoint' }, issuer)).toMatchObject({ aud: tokenUrl });
    expect(await claims({ ...options, audience: 'urn:server' }, issuer)).toMatchObject({ aud: 'urn:server' });
  });

  it('is signed with the key that a function gives at that moment', async () => {
    const keys = [await pair({ name: 'Ed25519' }), await pair({ name: 'ECDSA', namedCurve: 'P-256' })];
    let turn = 0;
    const auth = privateKeyJwt({ clientId: 'client', key: async () => pemOf(Object(keys[turn++]).privateKey) });
    const algs = [await proof(auth), await proof(auth)].map((each) => parsed(each['client_assertion']?.split('.')[0]));
    expect(algs).toMatchObject([{ alg: 'EdDSA' }, { alg: 'ES256' }]);
  });

  it('of somebody else is read anew for each exchange, and sent without the white space around it', async () => {
    let turn = 0;
    const auth = clientAssertion({ assertion: async () => ` assertion-${(turn += 1)}\n` });
    const { client, requests } = capturing(oauth({ auth }), granted(), granted({ access_token: 'b' }));
    await client.invalidate(await client.getToken());
    await client.getToken();
    expect(requests.map(({ form }) => Object.fromEntries(form))).toMatchObject([
      { client_assertion: 'assertion-1' },
      { client_assertion: 'assertion-2' },
    ]);
    expect(requests[0]?.form.has('client_id')).toBe(false);
  });
});

describe('a private key is taken', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));

  it('as a PEM whose line breaks an environment variable holds as \\n, or that stands among other text', async () => {
    for (const key of [pem.replaceAll('\n', '\\n'), pem.replaceAll('\n', '\r\n'), `Bag Attributes\n${pem}`]) {
      await expect(proof(privateKeyJwt({ clientId: 'client', key }))).resolves.toHaveProperty('client_assertion');
    }
  });

  it('as a JWK that was exported for something else than signing', async () => {
    const jwk = { ...privateKey.export({ format: 'jwk' }), kty: 'RSA', use: 'enc', key_ops: ['decrypt'], ext: false };
    await expect(proof(privateKeyJwt({ clientId: 'client', key: jwk }))).resolves.toHaveProperty('client_assertion');
  });
});

describe('refused at once, without quoting it, is', () => {
  const exported = ({ privateKey }: { privateKey: KeyObject }, type: string, more: object = {}): string =>
    String(privateKey.export(Object({ type, format: 'pem', ...more })));
  const generated = async (make: object, use: KeyUsage = 'sign'): Promise<unknown> => {
    const made: unknown = await Reflect.apply(crypto.subtle.generateKey, crypto.subtle, [make, true, [use]]);
    return Reflect.get(Object(made), 'privateKey') ?? made;
  };
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const long = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const pem = exported(ec, 'pkcs8');
  const cut = pem.split('\n').toSpliced(1, 1).join('\n');

  it.each<[string, () => unknown]>([
    ['text', () => 'canary'],
    ['an empty PEM', () => '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----'],
    ['a PEM that was cut', () => cut],
    ['a public PEM', () => String(ec.publicKey.export({ type: 'spki', format: 'pem' }))],
    ['a PEM of PKCS#1', () => exported(long, 'pkcs1')],
    ['a PEM of SEC1', () => exported(ec, 'sec1')],
    ['an encrypted PEM', () => exported(ec, 'pkcs8', { cipher: 'aes-256-cbc', passphrase: 'x' })],
    ['a PEM of X25519', () => exported(generateKeyPairSync('x25519'), 'pkcs8')],
    ['a PEM of secp256k1', () => exported(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }), 'pkcs8')],
    ['a PEM of RSA with 1024 bits', () => exported(short, 'pkcs8')],
    ['a public JWK', () => ec.publicKey.export({ format: 'jwk' })],
    ['a JWK of a shared secret', () => ({ kty: 'oct', k: 'canary' })],
    ['a JWK of RSA with 1024 bits', () => short.privateKey.export({ format: 'jwk' })],
    ['a JWK for something else', () => ({ ...long.privateKey.export({ format: 'jwk' }), alg: 'RSA-OAEP' })],
    ['a KeyObject', () => ec.privateKey],
    ['an empty object', () => ({})],
    ['null', () => null],
    ['a public CryptoKey', async () => (await pair({ name: 'Ed25519' })).publicKey],
    ['a key pair', () => pair({ name: 'Ed25519' })],
    ['a CryptoKey that signs with SHA-1', () => generated({ name: 'RSA-PSS', hash: 'SHA-1', ...rsa })],
    ['a CryptoKey of RSA with 1024 bits', () => generated({ name: 'RSA-PSS', hash: 'SHA-256', ...rsa1024 })],
    ['a CryptoKey of a shared secret', () => generated({ name: 'HMAC', hash: 'SHA-256' })],
    ['a CryptoKey that does not sign', () => generated({ name: 'ECDH', namedCurve: 'P-256' }, 'deriveKey')],
  ])('%s', async (_what, make) => {
    const key = await make();
    const call = (): unknown => Reflect.apply(privateKeyJwt, undefined, [{ clientId: 'client', key }]);
    expect(call).toThrow(
      expect.objectContaining({ code: 'ERR_TOKEN_CONFIG', message: expect.stringMatching(/^key .+: .+\.$/) }),
    );
    expect(call).not.toThrow(/canary/);
  });

  it('a JWK whose numbers are none, when it is used', async () => {
    const auth = privateKeyJwt({ clientId: 'client', key: { kty: 'OKP', crv: 'Ed25519', d: 'canary', x: 'canary' } });
    const { client, requests } = capturing(oauth({ auth }), granted());
    await expect(client.getToken()).rejects.toMatchObject({
      code: 'ERR_TOKEN_CONFIG',
      message: expect.stringMatching(/^key (?!.*canary)/),
    });
    expect(requests).toEqual([]);
  });
});
