import { describe, expect, it } from 'vitest';
import { TokenError, type TokenErrorCode } from '../errors/token-error.ts';
import { coolDownMs } from './cool-down.ts';

function error(code: TokenErrorCode, retryAfterMs?: number): TokenError {
  return new TokenError('x', { code, retryAfterMs });
}

describe('coolDownMs', () => {
  it.each([
    [1, 1000],
    [2, 2000],
    [3, 4000],
    [4, 8000],
    [5, 16_000],
    [6, 30_000],
    [7, 30_000],
    [5000, 30_000],
  ])('after failure %d in a row leaves the issuer alone for %d ms', (failures, ms) => {
    for (const code of [
      'ERR_TOKEN_SERVER',
      'ERR_TOKEN_NETWORK',
      'ERR_TOKEN_TIMEOUT',
      'ERR_TOKEN_RESPONSE',
      'ERR_TOKEN_RATE_LIMITED',
    ] as const) {
      expect(coolDownMs(error(code), failures)).toBe(ms);
    }
  });

  it.each(['ERR_TOKEN_CREDENTIALS', 'ERR_TOKEN_REQUEST', 'ERR_TOKEN_FORBIDDEN', 'ERR_TOKEN_NOT_FOUND'] as const)(
    'is 30 s at once for %s, which only a human can mend',
    (code) => {
      expect(coolDownMs(error(code), 1)).toBe(30_000);
      expect(coolDownMs(error(code), 9)).toBe(30_000);
    },
  );

  it.each([1, 2, 50])('is 1 s where no exchange was made at all, even the %dth time', (failures) => {
    expect(coolDownMs(error('ERR_TOKEN_CONFIG'), failures)).toBe(1000);
  });

  it.each([
    [1, 500, 1000],
    [1, 5000, 5000],
    [4, 5000, 8000],
    [9, 60_000, 60_000],
  ])('after failure %d is no shorter than the %d ms the server asked for', (failures, retryAfterMs, ms) => {
    expect(coolDownMs(error('ERR_TOKEN_SERVER', retryAfterMs), failures)).toBe(ms);
    expect(coolDownMs(error('ERR_TOKEN_RATE_LIMITED', retryAfterMs), failures)).toBe(ms);
    expect(coolDownMs(error('ERR_TOKEN_FORBIDDEN', retryAfterMs), failures)).toBe(Math.max(30_000, retryAfterMs));
  });
});
