import { describe, expect, it } from 'vitest';
import { parseUpstream, upstreamUrl } from './upstream-url.ts';

describe('the upstream', () => {
  it.each([
    'https://api.test',
    'https://api.test/',
    'https://api.test/v1/',
    'http://localhost:4010',
    'http://127.0.0.1',
    'http://[::1]:8080/x',
  ])('may be %s', (upstream) => {
    expect(parseUpstream(upstream).href).toContain(upstream);
  });

  it.each([
    '',
    'api.test',
    '/v1',
    'http://api.test',
    'http://127.0.0.1.evil.test',
    'http://localhost.evil.test',
    'ftp://api.test',
    'https://user:pass-canary@api.test',
    'https://api.test/?key=canary',
    'https://api.test/#canary',
    'javascript:alert(1)',
  ])('may not be %j, and the error does not repeat it', (upstream) => {
    expect(() => parseUpstream(upstream)).toThrow(
      expect.objectContaining({ code: 'ERR_TOKEN_CONFIG', message: expect.not.stringContaining('canary') }),
    );
  });

  it.each([
    ['https://api.test', ['v1', 'a:b'], '', 'https://api.test/v1/a%3Ab'],
    ['https://api.test/', ['v1'], '?a=b%20c&a=%2e%2e/', 'https://api.test/v1?a=b%20c&a=%2e%2e/'],
    ['https://api.test/v1/', ['x'], '', 'https://api.test/v1/x'],
    ['https://api.test/v1', [], '', 'https://api.test/v1/'],
    ['https://api.test', [], '', 'https://api.test/'],
  ])('%s and %j and %j make %s', (upstream, segments, search, url) => {
    expect(upstreamUrl(parseUpstream(upstream), segments, search)?.href).toBe(url);
  });

  it.each([[['..']], [['a', '..', '..', 'b']], [['.']]])(
    'is not left, even if unchecked segments %j came this far',
    (segments) => {
      expect(upstreamUrl(parseUpstream('https://api.test/v1'), segments, '')).toBeUndefined();
    },
  );
});
