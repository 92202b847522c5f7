import { TokenError, type TokenErrorCode } from '@tokenkeep/core';
import { describe, expect, it } from 'vitest';
import { tokenErrorAnswer } from './token-error-answer.ts';

describe('the answer for a token that could not be had', () => {
  it.each<[TokenErrorCode, number | undefined, number, string | null]>([
    ['ERR_TOKEN_CREDENTIALS', undefined, 502, null],
    ['ERR_TOKEN_REQUEST', undefined, 502, null],
    ['ERR_TOKEN_FORBIDDEN', undefined, 502, null],
    ['ERR_TOKEN_NOT_FOUND', undefined, 502, null],
    ['ERR_TOKEN_RATE_LIMITED', 20_000, 503, '20'],
    ['ERR_TOKEN_RATE_LIMITED', 1_001, 503, '2'],
    ['ERR_TOKEN_RATE_LIMITED', undefined, 503, '1'],
    ['ERR_TOKEN_SERVER', undefined, 502, null],
    ['ERR_TOKEN_SERVER', 5_000, 503, '5'],
    ['ERR_TOKEN_NETWORK', undefined, 502, null],
    ['ERR_TOKEN_TIMEOUT', undefined, 504, null],
    ['ERR_TOKEN_RESPONSE', undefined, 502, null],
    ['ERR_TOKEN_LIFETIME', undefined, 502, null],
    ['ERR_TOKEN_CLOSED', undefined, 503, '1'],
    ['ERR_TOKEN_CONFIG', undefined, 500, null],
  ])('for %s (retry after %s ms) is %i, Retry-After %s, and a fixed body', async (code, retryAfterMs, status, wait) => {
    const answer = tokenErrorAnswer(new TokenError('canary', { code, retryAfterMs, origin: 'https://canary.test' }));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, wait]);
    expect(await answer.text()).not.toContain('canary');
  });

  it('for a 503 of the issuer without Retry-After asks for a second', () => {
    const answer = tokenErrorAnswer(new TokenError('down', { code: 'ERR_TOKEN_SERVER', status: 503 }));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  });
});
