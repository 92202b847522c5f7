import { describe, expect, it } from 'vitest';
import { isSafeOrigin, requireOrigins, secretUrl } from './allowed-origin.ts';

describe('isSafeOrigin', () => {
  it.each([
    ['https://api.symbl.ai', true],
    ['https://127.0.0.1:8443', true],
    ['http://localhost', true],
    ['http://localhost:4010', true],
    ['http://127.0.0.1:4010', true],
    ['http://127.1.2.3', true],
    ['http://0x7f.1', true],
    ['http://[::1]:4010', true],
    ['http://api.symbl.ai', false],
    ['http://localhost.evil.test', false],
    ['http://evil-localhost', false],
    ['http://127.0.0.1.evil.test', false],
    ['http://127evil.test', false],
    ['http://evil.test/127.0.0.1', false],
    ['http://127.0.0.1@evil.test', false],
    ['http://128.0.0.1', false],
    ['http://10.0.0.1', false],
    ['http://[::2]', false],
    ['http://0.0.0.0', false],
    ['ftp://localhost', false],
    ['file:///etc/passwd', false],
    ['blob:https://api.symbl.ai/x', false],
    ['data:text/plain,x', false],
  ])('%s: %s', (url, safe) => {
    expect(isSafeOrigin(new URL(url))).toBe(safe);
  });

  it('lets http go anywhere with allowInsecure: true, and with nothing else', () => {
    const url = new URL('http://10.0.0.1');
    expect(isSafeOrigin(url, true)).toBe(true);
    expect(isSafeOrigin(url, false)).toBe(false);
    expect(Reflect.apply(isSafeOrigin, undefined, [url, 'false'])).toBe(false);
    expect(isSafeOrigin(new URL('ftp://10.0.0.1'), true)).toBe(false);
  });
});

describe('secretUrl', () => {
  it.each([
    'https://api.symbl.ai',
    'https://api.symbl.ai/',
    'https://API.symbl.ai:443/proxy/',
    'https://gateway.example.com:8443/symbl',
    'http://localhost:4010',
  ])('accepts %s', (value) => {
    expect(secretUrl('baseUrl', value).href).toBe(new URL(value).href);
  });

  it.each([
    ['canary'],
    ['//canary.test'],
    ['/canary'],
    [''],
    ['https://'],
    ['https://canary:canary@api.symbl.ai'],
    ['https://canary@api.symbl.ai'],
    ['https://api.symbl.ai?canary=1'],
    ['https://api.symbl.ai/?'],
    ['https://api.symbl.ai/#'],
    ['https://api.symbl.ai#canary'],
    ['http://canary.test'],
    ['http://api.symbl.ai'],
    ['ftp://canary.test'],
    ['file:///canary'],
    [undefined],
    [null],
    [42],
  ])('rejects %s, naming the option and not the value', (value) => {
    const call = (): unknown => Reflect.apply(secretUrl, undefined, ['SYMBL_BASE_URL', value]);
    expect(call).toThrow(
      expect.objectContaining({
        code: 'ERR_TOKEN_CONFIG',
        message: expect.stringMatching(/^SYMBL_BASE_URL .+: .+\.$/),
      }),
    );
    expect(call).not.toThrow(/canary/);
  });

  it('takes a query where one may be, and still neither credentials nor a fragment', () => {
    const query = 'https://auth.example.com/token?p=policy&a=%20';
    expect(secretUrl('tokenUrl', query, false, true).href).toBe(query);
    for (const refused of [`${query}#canary`, `${query}#`, 'https://canary@auth.example.com/token?p=policy']) {
      expect(() => secretUrl('tokenUrl', refused, false, true)).toThrow(
        /^tokenUrl has credentials, a fragment or a stray query/,
      );
    }
  });

  it('names allowInsecure as the way to plain http, and takes it', () => {
    expect(() => secretUrl('baseUrl', 'http://10.0.0.1')).toThrow(/allowInsecure/);
    expect(secretUrl('baseUrl', 'http://10.0.0.1', true).origin).toBe('http://10.0.0.1');
  });
});

describe('requireOrigins', () => {
  it.each([[[]], [['https://api.symbl.ai']], [['https://a.test:8443', 'http://127.0.0.1:4010']]])(
    'accepts %j',
    (origins) => {
      expect(() => requireOrigins(origins)).not.toThrow();
    },
  );

  it('accepts plain http to another machine where that is allowed', () => {
    expect(requireOrigins(['http://10.0.0.1'], true)).toEqual(['http://10.0.0.1']);
  });

  it.each([
    [['https://canary.test/'], 'apiOrigins[0] has a slash at its end: leave it out.'],
    [
      ['https://canary.test/v1'],
      'apiOrigins[0] has a path, a query or credentials: write scheme, host and port alone.',
    ],
    [['https://canary.test?canary'], 'has a path, a query or credentials'],
    [['https://canary:canary@canary.test'], 'has a path, a query or credentials'],
    [['https://canary.test:443'], 'write it in lower case, without a port that goes without saying.'],
    [['https://CANARY.test'], 'write it in lower case, without a port that goes without saying.'],
    [['https://*.canary.test'], 'apiOrigins[0] has a wildcard: name each origin by itself.'],
    [['*'], 'wildcard'],
    [['http://canary.test'], 'apiOrigins[0] is plain http to another machine: write it with https.'],
    [['wss://canary.test'], 'apiOrigins[0] is no https origin: write it as "https://host".'],
    [['canary.test:443'], 'apiOrigins[0] is no https origin: write it as "https://host".'],
    [['canary.test'], 'apiOrigins[0] has no scheme, or no host: write it as "https://host".'],
    [['//canary.test'], 'has no scheme'],
    [['null'], 'has no scheme'],
    [[''], 'apiOrigins[0] is no origin: write it as "https://host".'],
    [[undefined], 'apiOrigins[0] is no origin'],
    [['https://a.test', 'https://canary.test/'], 'apiOrigins[1] has a slash at its end'],
    ['https://canary.test', 'apiOrigins must be a list'],
    [null, 'apiOrigins must be a list'],
  ])('rejects %j: %s', (origins, message) => {
    const call = (): unknown => Reflect.apply(requireOrigins, undefined, [origins]);
    expect(call).toThrow(
      expect.objectContaining({ code: 'ERR_TOKEN_CONFIG', message: expect.stringMatching(/^apiOrigins.+: .+\.$/) }),
    );
    expect(call).toThrow(message);
    expect(call).not.toThrow(/canary/i);
  });
});
