import { describe, expect, it } from 'vitest';
import { TokenError, type TokenErrorFacts } from '../errors/token-error.ts';
import { retryDelayMs } from './retry-delay.ts';

const server = { code: 'ERR_TOKEN_SERVER' } as const;
const noToken = { code: 'ERR_TOKEN_RESPONSE', reason: 'access-token-missing', retryable: true } as const;

describe('retryDelayMs', () => {
  it.each<[TokenErrorFacts, number, number, number | undefined]>([
    [server, 0, 0, 100],
    [server, 0, 0.5, 200],
    [server, 0, 1, 300],
    [server, 1, 0, 300],
    [server, 1, 0.5, 600],
    [server, 1, 1, 900],
    [server, 2, 0.5, undefined],
    [{ code: 'ERR_TOKEN_NETWORK', reason: 'refused' }, 0, 0.5, 200],
    [{ code: 'ERR_TOKEN_NETWORK', reason: 'reset' }, 0, 0.5, 200],
    [{ code: 'ERR_TOKEN_NETWORK', reason: 'dns' }, 0, 0.5, 200],
    [{ code: 'ERR_TOKEN_RATE_LIMITED' }, 1, 0.5, 600],
    // What the server asks for wins, the count does not.
    [{ code: 'ERR_TOKEN_RATE_LIMITED', retryAfterMs: 3000 }, 0, 0.5, 3000],
    [{ ...server, retryAfterMs: 60_000 }, 1, 0, 60_000],
    [{ ...server, retryAfterMs: 1000 }, 2, 0.5, undefined],
    // An answer that is no token: once.
    [noToken, 0, 0.5, 200],
    [noToken, 1, 0.5, undefined],
    // What another attempt cannot mend.
    [{ code: 'ERR_TOKEN_NETWORK', reason: 'dns', retryable: false }, 0, 0.5, undefined],
    [{ code: 'ERR_TOKEN_NETWORK', reason: 'tls', retryable: false }, 0, 0.5, undefined],
    [{ code: 'ERR_TOKEN_RESPONSE', reason: 'html' }, 0, 0.5, undefined],
    [{ code: 'ERR_TOKEN_RESPONSE', reason: 'redirect' }, 0, 0.5, undefined],
    [{ code: 'ERR_TOKEN_CREDENTIALS' }, 0, 0.5, undefined],
    [{ code: 'ERR_TOKEN_REQUEST' }, 0, 0.5, undefined],
    [{ code: 'ERR_TOKEN_FORBIDDEN' }, 0, 0.5, undefined],
    [{ code: 'ERR_TOKEN_NOT_FOUND' }, 0, 0.5, undefined],
    [{ code: 'ERR_TOKEN_CONFIG' }, 0, 0.5, undefined],
    [{ code: 'ERR_TOKEN_CLOSED' }, 0, 0.5, undefined],
  ])('after %j and %d retries, drawing %d, is %s', (facts, retries, random, ms) => {
    expect(retryDelayMs(new TokenError('x', facts), retries, random)).toBe(ms);
  });
});
