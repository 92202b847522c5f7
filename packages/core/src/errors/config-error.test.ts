import { describe, expect, it } from 'vitest';
import { configError, requireDuration } from './config-error.ts';

describe('configError', () => {
  it('is a TokenError with ERR_TOKEN_CONFIG, worth no retry', () => {
    expect(configError('x is wrong: correct it.', 'issuer')).toMatchObject({
      code: 'ERR_TOKEN_CONFIG',
      reason: 'issuer',
      retryable: false,
    });
  });
});

describe('requireDuration', () => {
  it.each([0, 1, 0.5, 2 ** 31 - 1])('accepts %s', (value) => {
    expect(() => requireDuration('timeoutMs', value, 0)).not.toThrow();
  });

  it.each([-1, Number.NaN, Infinity, 2 ** 31, '5000', null, 5000n])('rejects %s, naming the option', (value) => {
    const call = (): unknown => Reflect.apply(requireDuration, undefined, ['timeoutMs', value, 0]);
    expect(call).toThrow(
      expect.objectContaining({ code: 'ERR_TOKEN_CONFIG', message: expect.stringMatching(/^timeoutMs/) }),
    );
  });
});
