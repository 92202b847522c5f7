import { describe, expect, it } from 'vitest';
import { closedError, lifetimeError, timeoutError } from './waiting-error.ts';

const origin = (): string => 'https://issuer.test';

describe('the error of one who waited in vain', () => {
  it('says what, where and the remedy', () => {
    expect(closedError()).toMatchObject({ code: 'ERR_TOKEN_CLOSED', retryable: false });
    expect(lifetimeError(59_999, 60_000, origin)).toMatchObject({
      code: 'ERR_TOKEN_LIFETIME',
      origin: origin(),
      message: 'Token has 59 s left at https://issuer.test, and minLifetimeMs is 60000: ask for less.',
    });
    expect(timeoutError(10_000, origin)).toMatchObject({
      code: 'ERR_TOKEN_TIMEOUT',
      origin: origin(),
      retryable: true,
      message:
        'No token within 10000 ms at https://issuer.test: check that the token endpoint answers, or raise timeoutMs.',
    });
  });

  it("is the issuer's own when the time is up and it cannot say where it is", () => {
    const error = new Error('SYMBL_BASE_URL is no URL');
    const lost = (): string => {
      throw error;
    };
    expect(timeoutError(10_000, lost)).toBe(error);
  });
});
