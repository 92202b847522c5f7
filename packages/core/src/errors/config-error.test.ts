import { describe, expect, it } from 'vitest';
import { configError, rejectUnknownOptions, requireDuration } from './config-error.ts';

describe('configError', () => {
  it('is a TokenError with ERR_TOKEN_CONFIG, worth no retry', () => {
    expect(configError('x is wrong: correct it.', 'why')).toMatchObject({
      code: 'ERR_TOKEN_CONFIG',
      reason: 'why',
      retryable: false,
    });
  });
});

describe('rejectUnknownOptions', () => {
  it('names the option that nobody knows, and those that exist', () => {
    expect(() => rejectUnknownOptions('f()', { a: 1, secretKey: 'canary' }, ['a', 'b'])).toThrow(
      /f\(\).*"secretKey".*a, b/,
    );
    expect(() => rejectUnknownOptions('f()', { secretKey: 'canary' }, ['a'])).not.toThrow(/canary/);
  });

  it('accepts known ones, and none', () => {
    expect(() => rejectUnknownOptions('f()', { a: undefined }, ['a'])).not.toThrow();
    expect(() => rejectUnknownOptions('f()', {}, ['a'])).not.toThrow();
  });

  it.each([undefined, null, 'canary', 5])('rejects %s, which is no object', (options) => {
    const call = (): unknown => Reflect.apply(rejectUnknownOptions, undefined, ['f()', options, ['a']]);
    expect(call).toThrow(
      expect.objectContaining({ code: 'ERR_TOKEN_CONFIG', message: expect.stringMatching(/^f\(\)/) }),
    );
    expect(call).not.toThrow(/canary/);
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
