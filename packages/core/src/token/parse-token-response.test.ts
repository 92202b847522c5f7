import { describe, expect, it } from 'vitest';
import { checkGrant, parseTokenResponse, type TokenGrant } from './parse-token-response.ts';
import type { TokenPlaces } from './token-places.ts';

const at = { origin: 'https://api.example.com', names: { credentials: 'id and secret', url: 'url' } };
const names = { accessToken: 'accessToken', life: { seconds: 'expiresIn' } };

function parse(body: unknown, places: TokenPlaces = names, headers: HeadersInit = {}, now?: number): TokenGrant {
  return parseTokenResponse({ body, headers: new Headers(headers) }, places, at, now);
}

describe('parseTokenResponse', () => {
  it.each([
    ['a number', 86_400, 86_400_000],
    ['a digit string', '86400', 86_400_000],
    ['a fraction', 3599.7, 3_599_000],
    ['one second', 1, 1000],
    ['zero, from an issuer that rounds down', 0, 0],
    ['less than a second', 0.4, 0],
    ['exactly 7 days', 604_800, 604_800_000],
    ['a second over 7 days', 604_801, 604_800_000],
    ['1e15', 1e15, 604_800_000],
    ['more than a number holds', Infinity, 604_800_000],
    ['a very long digit string', '9'.repeat(400), 604_800_000],
  ])('reads seconds from %s', (_, expiresIn, expiresInMs) => {
    expect(parse({ accessToken: 'abc', expiresIn })).toEqual({ accessToken: 'abc', expiresInMs });
  });

  it.each([
    ['negative', -1],
    ['a fraction below zero', -0.5],
    ['NaN', Number.NaN],
    ['"NaN"', 'NaN'],
    ['""', ''],
    ['" 60"', ' 60'],
    ['"60.5"', '60.5'],
    ['"-60"', '-60'],
    ['"6e1"', '6e1'],
    ['"0x3c"', '0x3c'],
    ['a boolean', true],
    ['an object', {}],
    ['a list', [60]],
  ])('rejects a life that is %s, without a retry, whatever its unit and whatever is assumed', (_, life) => {
    for (const unit of [{ seconds: 'life' }, { milliseconds: 'life' }]) {
      for (const assumeExpiresInMs of [undefined, 60_000]) {
        expect(() =>
          parse({ accessToken: 'abc', life }, { accessToken: 'accessToken', life: unit, assumeExpiresInMs }),
        ).toThrow(
          expect.objectContaining({
            code: 'ERR_TOKEN_RESPONSE',
            reason: 'expires-in-invalid',
            retryable: false,
            origin: at.origin,
          }),
        );
      }
    }
  });

  it.each([[undefined], [null]])('calls a life that is %j missing, and not for ever', (expiresIn) => {
    expect(() => parse({ accessToken: 'abc', expiresIn })).toThrow(
      expect.objectContaining({ reason: 'expires-in-missing', message: expect.stringContaining('check that url is') }),
    );
  });

  it('says which option tells a life that is missing, if there is one', () => {
    const named = { ...at, names: { ...at.names, life: 'assumeExpiresInMs' } };
    expect(() => parseTokenResponse({ body: { accessToken: 'abc' }, headers: new Headers() }, names, named)).toThrow(
      /set assumeExpiresInMs/,
    );
  });

  it.each([[undefined], [null], [0], ['0']])('takes what is assumed for a life of %j', (expiresIn) => {
    expect(parse({ accessToken: 'abc', expiresIn }, { ...names, assumeExpiresInMs: 60_000 }).expiresInMs).toBe(60_000);
  });

  it('takes what is assumed where no life is to be read', () => {
    const places = { accessToken: 'accessToken', assumeExpiresInMs: 60_000 };
    expect(parse({ accessToken: 'abc', expiresIn: 5 }, places).expiresInMs).toBe(60_000);
  });

  it.each([
    ['a number', 3_599_700],
    ['digits', '3599700'],
  ])('reads milliseconds from %s', (_, life) => {
    const places = { accessToken: 'token', life: { milliseconds: 'life' } };
    expect(parse({ token: 'abc', life }, places).expiresInMs).toBe(3_599_000);
  });

  const noon = Date.parse('2026-11-26T12:00:00Z');
  const places = { accessToken: 'token', life: { instant: 'end' } };

  it('reads an instant from the date of the answer on, else from now', () => {
    const end = '2026-11-26T13:00:00Z';
    expect(parse({ token: 'abc', end }, places, {}, noon).expiresInMs).toBe(3_600_000);
    const headers = { date: 'Thu, 26 Nov 2026 12:30:00 GMT' };
    expect(parse({ token: 'abc', end }, places, headers, noon).expiresInMs).toBe(1_800_000);
  });

  it.each([['tomorrow'], ['2026-13-45T99:00:00Z'], [''], [true], [{}], [Number.NaN]])(
    'finds no instant in %j',
    (end) => {
      expect(() => parse({ token: 'abc', end }, places, {}, noon)).toThrow(
        expect.objectContaining({ reason: 'expires-in-invalid' }),
      );
    },
  );

  it('reads paths into the body, lists among them, and headers', () => {
    const body = { data: [{ key: { token: 'abc' } }], meta: { ttl: 60 } };
    expect(parse(body, { accessToken: 'data.0.key.token', life: { seconds: 'meta.ttl' } })).toEqual({
      accessToken: 'abc',
      expiresInMs: 60_000,
    });
    const header = { accessToken: { header: 'X-Subject-Token' }, life: { seconds: { header: 'X-Expires-In' } } };
    expect(parse({}, header, { 'x-subject-token': 'abc', 'x-expires-in': '60' }).expiresInMs).toBe(60_000);
  });

  it('finds nothing that the body only inherits', () => {
    expect(() => parse({}, { accessToken: 'constructor.name', assumeExpiresInMs: 1000 })).toThrow(/no token/);
  });

  it.each([
    ['accessToken', {}],
    ['accessToken', { ...names, accessToken: '' }],
    ['accessToken', { ...names, accessToken: { header: 'x y' } }],
    ['life', { accessToken: 'a' }],
    ['life', { accessToken: 'a', life: 'expires_in' }],
    ['life', { accessToken: 'a', life: { hours: 'a' } }],
    ['life', { accessToken: 'a', life: { seconds: 'a', instant: 'b' } }],
    ['life.seconds', { accessToken: 'a', life: { seconds: 7 } }],
    ['assumeExpiresInMs', { accessToken: 'a', assumeExpiresInMs: 10 }],
    ['expiresIn', { accessToken: 'a', expiresIn: 'b' }],
  ])('names %s of places that cannot be read: %j', (named, wrong) => {
    expect(() => Reflect.apply(parse, undefined, [{}, wrong])).toThrow(
      expect.objectContaining({ code: 'ERR_TOKEN_CONFIG', message: expect.stringContaining(named) }),
    );
  });

  it.each([
    ['missing', undefined],
    ['null', null],
    ['a number', 42],
    ['an object', { toString: () => 'abc' }],
    ['a list', ['abc']],
    ['empty', ''],
    ['blank', ' \t\r\n'],
  ])('calls a token that is %s missing, which may pass', (_, accessToken) => {
    expect(() => parse({ accessToken, expiresIn: 60 })).toThrow(
      expect.objectContaining({ code: 'ERR_TOKEN_RESPONSE', reason: 'access-token-missing', retryable: true }),
    );
  });

  it.each([
    ['CR', 'canary\r'],
    ['LF', 'canary\n'],
    ['CRLF and a header', 'canary\r\nX-Evil: 1'],
    ['NUL', 'canary\0'],
    ['DEL', 'canary\x7F'],
    ['a space', 'canary canary'],
    ['a space in front', ' canary'],
    ['a tab', 'canary\tcanary'],
    ['Latin-1', 'canaryé'],
    ['an emoji', 'canary🐤'],
    ['a zero-width space', 'canary\u200B'],
    ['16 385 characters', 'canary'.padEnd(16_385, 'x')],
  ])('rejects a token with %s and does not quote it', (_, accessToken) => {
    const call = (): unknown => parse({ accessToken, expiresIn: 60 });
    expect(call).toThrow(
      expect.objectContaining({ code: 'ERR_TOKEN_RESPONSE', reason: 'access-token-invalid', retryable: false }),
    );
    expect(call).not.toThrow(/canary/);
  });

  it.each(['x', '!', '~', 'a.b-c_d~e+f/g==', 'x'.repeat(16_384)])('accepts the token %.20s…', (accessToken) => {
    expect(parse({ accessToken, expiresIn: 60 })).toEqual({ accessToken, expiresInMs: 60_000 });
  });

  it.each([undefined, null, 'abc', 42, true, [], [{ accessToken: 'abc' }]])('finds no token in %j', (body) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ code: 'ERR_TOKEN_RESPONSE' }));
  });
});

describe('checkGrant', () => {
  it.each([[undefined], [null], [{}], [{ accessToken: undefined, expiresInMs: 60_000 }], ['abc']])(
    "rejects %j from somebody's own issuer",
    (grant) => {
      expect(() => Reflect.apply(checkGrant, undefined, [grant, at])).toThrow(
        expect.objectContaining({ code: 'ERR_TOKEN_RESPONSE', reason: 'access-token-missing' }),
      );
    },
  );

  it.each(['60000', -1, Number.NaN, null])('rejects the lifetime %j', (expiresInMs) => {
    expect(() => checkGrant({ accessToken: 'abc', expiresInMs }, at)).toThrow(
      expect.objectContaining({ reason: 'expires-in-invalid' }),
    );
  });
});
