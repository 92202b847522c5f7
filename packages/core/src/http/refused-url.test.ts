import { describe, expect, it } from 'vitest';
import { allowedUrl } from './allowed-url.ts';

const symbl = ['https://api.symbl.ai'];
const local = ['http://127.0.0.1:4010'];
const two = ['https://api.symbl.ai', 'https://api-labs.symbl.ai'];

describe('a URL that gets no token is refused with what is wrong, what to do, and the origins that are allowed', () => {
  it.each<[string, readonly string[], string]>([
    ['/v1/a', two, 'got a path, and there is no one API origin to put before it: give an absolute URL'],
    ['/v1/a', [], 'got a path, and there is no one API origin to put before it: give an absolute URL'],
    ['v1/canary', symbl, 'got no absolute URL: begin with https://'],
    ['//canary.test', symbl, 'got no absolute URL: begin with https://'],
    ['', symbl, 'got no absolute URL: begin with https://'],
    ['api.symbl.ai/v1', symbl, 'got no absolute URL: begin with https://'],
    ['wss://api.symbl.ai/canary', symbl, 'sends nothing to a wss: URL: give an http or https URL; for a WebSocket'],
    ['blob:https://api.symbl.ai/canary', symbl, 'sends nothing to a blob: URL: give an http or https URL'],
    ['data:text/plain,canary', symbl, 'sends nothing to a data: URL: give an http or https URL'],
    ['https://canary:canary@api.symbl.ai/', symbl, 'https://api.symbl.ai: leave the credentials out of the URL'],
    [
      'http://localhost:4010/canary',
      local,
      'http://localhost:4010: 127.0.0.1 and localhost are two origins, so write http://127.0.0.1:4010',
    ],
    [
      'http://127.0.0.1:4010/',
      ['http://localhost:4010'],
      'localhost and 127.0.0.1 are two origins, so write http://localhost:4010',
    ],
    ['http://127.0.0.1:4011/', local, 'scheme and port belong to the origin, so write http://127.0.0.1:4010'],
    [
      'http://api.symbl.ai/',
      symbl,
      'http://api.symbl.ai: scheme and port belong to the origin, so write https://api.symbl.ai',
    ],
    ['https://api.symbl.ai:8443/', symbl, 'scheme and port belong to the origin, so write https://api.symbl.ai'],
    ['https://api.symbl.io/canary', symbl, "https://api.symbl.io: name the origin in apiOrigins if it is the API's"],
    ['https://api.symbll.ai/canary', symbl, 'https://api.symbll.ai: if you meant https://api.symbl.ai, correct it'],
    ['https://apisymbl.ai/canary', symbl, 'if you meant https://api.symbl.ai, correct it'],
    ['https://elsewhere.test/canary', two, "https://elsewhere.test: name the origin in apiOrigins if it is the API's"],
  ])('%s for %j: %s', (url, apiOrigins, message) => {
    const call = (): string => allowedUrl(url, { apiOrigins, apiBaseUrl: undefined });
    expect(call).toThrow(message);
    expect(call).toThrow(apiOrigins.length === 0 ? 'none' : apiOrigins.join(', '));
    expect(call).toThrow(
      expect.objectContaining({
        code: 'ERR_TOKEN_CONFIG',
        message: expect.stringMatching(/^fetch\(\) of a token client .+: .+\.$/),
      }),
    );
    expect(call).not.toThrow(/canary/);
  });
});

describe('a URL that gets one', () => {
  it.each([
    ['https://api.symbl.ai/v1', 'https://api.symbl.ai/v1'],
    ['https://API.symbl.ai:443/v1', 'https://api.symbl.ai/v1'],
    ['https://api.symbl.ai', 'https://api.symbl.ai/'],
    ['https://api.symbl.ai?a=b', 'https://api.symbl.ai/?a=b'],
    ['  https://api.symbl.ai/v1', 'https://api.symbl.ai/v1'],
    ['/v1?a=b#c', 'https://api.symbl.ai/base/v1?a=b#c'],
    ['/../v1', 'https://api.symbl.ai/base/../v1'],
  ])('%j is sent as %s', (url, sent) => {
    expect(allowedUrl(url, { apiOrigins: symbl, apiBaseUrl: 'https://api.symbl.ai/base' })).toBe(sent);
  });

  it('is of an allowed origin, whatever the base is', () => {
    expect(() => allowedUrl('/v1', { apiOrigins: symbl, apiBaseUrl: 'https://elsewhere.test' })).toThrow(/elsewhere/);
  });
});
