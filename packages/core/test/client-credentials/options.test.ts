import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  clientAssertion,
  clientCredentials,
  clientSecretBasic,
  clientSecretPost,
  tlsClientAuth,
  tokenEndpoint,
  type TokenIssuer,
} from '../../src/index.ts';
import { oauth } from './captured.ts';

const canary = 'canary-secret';
const auth = clientSecretBasic({ clientId: 'client', clientSecret: canary });

it.each<[string, () => TokenIssuer]>([
  ['Basic', () => oauth({ auth, params: { password: canary }, headers: { 'x-key': canary } })],
  ['post', () => oauth({ auth: clientSecretPost({ clientId: 'client', clientSecret: canary }) })],
  ['a sealing secret', () => oauth({ auth: tlsClientAuth({ clientId: 'client', sealingSecret: canary.repeat(3) }) })],
  ['an assertion', () => oauth({ auth: clientAssertion({ assertion: () => canary }) })],
  [
    'tokenEndpoint',
    () =>
      tokenEndpoint({
        url: 'https://auth.example.com/token',
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
    expect(oauth({ tokenUrl: 'http://localhost:8080/token' }).origin).toBe('http://localhost:8080');
    const tokenUrl = 'http://auth.internal/token';
    expect(oauth({ tokenUrl, allowInsecure: true }).origin).toBe('http://auth.internal');
  });

  it('is copied, so that nobody can change it afterwards', async () => {
    const apiOrigins = ['https://api.example.com'];
    const params = { organization: 'one' };
    const issuer = oauth({ apiOrigins, params });
    const before = await issuer.prepare();
    apiOrigins.push('https://evil.test');
    params.organization = 'two';
    expect(issuer.apiOrigins).toEqual(['https://api.example.com']);
    const after = await issuer.prepare();
    expect(before.secret && after.secret?.equals(before.secret)).toBe(true);
  });

  it('says of itself what a remedy needs', () => {
    expect(oauth().optionNames).toEqual({
      credentials: 'clientId and clientSecret',
      url: 'tokenUrl',
      life: 'assumeExpiresInMs',
    });
    expect(oauth({ issuer: 'https://auth.example.com' }).optionNames).toMatchObject({ url: 'issuer' });
  });

  it('counts only as its own: what another package puts on Object.prototype is not seen', async () => {
    const plant = {
      scope: 'all',
      issuer: 'https://evil.test',
      headers: { x: 'y' },
      encoding: 'raw',
      grantType: 'evil',
    };
    const plain = { tokenUrl: 'https://auth.example.com/token', apiOrigins: ['https://api.example.com'] };
    const before = await clientCredentials({ ...plain, auth }).prepare();
    for (const [name, value] of Object.entries(plant)) {
      Reflect.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
    }
    try {
      const again = clientCredentials({
        ...plain,
        auth: clientSecretBasic({ clientId: 'client', clientSecret: canary }),
      });
      expect((await again.prepare()).identity).toEqual(before.identity);
    } finally {
      for (const name of Object.keys(plant)) Reflect.deleteProperty(Object.prototype, name);
    }
  });
});
