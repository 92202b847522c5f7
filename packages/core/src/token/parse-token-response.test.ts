import { describe, expect, it } from 'vitest';
import { checkGrant, parseTokenResponse } from './parse-token-response.ts';

const origin = 'https://api.example.com';
const parse = (body: unknown): unknown =>
  parseTokenResponse(body, { accessToken: 'accessToken', expiresIn: 'expiresIn' }, origin);

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
  ])('reads expiresIn from %s', (_, expiresIn, expiresInMs) => {
    expect(parse({ accessToken: 'abc', expiresIn })).toEqual({ accessToken: 'abc', expiresInMs });
  });

  it.each([
    ['missing', undefined],
    ['null', null],
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
  ])('rejects an expiresIn that is %s, without a retry', (_, expiresIn) => {
    expect(() => parse({ accessToken: 'abc', expiresIn })).toThrow(
      expect.objectContaining({ code: 'ERR_TOKEN_RESPONSE', reason: 'expires-in-invalid', retryable: false, origin }),
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
    ['8193 characters', 'canary'.padEnd(8193, 'x')],
  ])('rejects a token with %s and does not quote it', (_, accessToken) => {
    const call = (): unknown => parse({ accessToken, expiresIn: 60 });
    expect(call).toThrow(
      expect.objectContaining({ code: 'ERR_TOKEN_RESPONSE', reason: 'access-token-invalid', retryable: false }),
    );
    expect(call).not.toThrow(/canary/);
  });

  it.each(['x', '!', '~', 'a.b-c_d~e+f/g==', 'x'.repeat(8192)])('accepts the token %.20s…', (accessToken) => {
    expect(parse({ accessToken, expiresIn: 60 })).toEqual({ accessToken, expiresInMs: 60_000 });
  });

  it.each([undefined, null, 'abc', 42, true, [], [{ accessToken: 'abc' }]])('finds no token in %j', (body) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ code: 'ERR_TOKEN_RESPONSE' }));
  });

  it('reads the names that the issuer uses', () => {
    const names = { accessToken: 'access_token', expiresIn: 'expires_in' };
    const body = { access_token: 'abc', expires_in: 60, accessToken: 'x' };
    expect(parseTokenResponse(body, names, origin)).toEqual({ accessToken: 'abc', expiresInMs: 60_000 });
  });
});

describe('checkGrant', () => {
  it.each([[undefined], [null], [{}], [{ accessToken: undefined, expiresInMs: 60_000 }], ['abc']])(
    "rejects %j from somebody's own issuer",
    (grant) => {
      expect(() => Reflect.apply(checkGrant, undefined, [grant, origin])).toThrow(
        expect.objectContaining({ code: 'ERR_TOKEN_RESPONSE', reason: 'access-token-missing' }),
      );
    },
  );

  it.each(['60000', -1, Number.NaN, undefined])('rejects the lifetime %j', (expiresInMs) => {
    expect(() => checkGrant({ accessToken: 'abc', expiresInMs }, origin)).toThrow(
      expect.objectContaining({ reason: 'expires-in-invalid' }),
    );
  });
});
