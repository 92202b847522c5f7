import { afterEach, describe, expect, it } from 'vitest';
import { readOptions } from './read-options.ts';

interface Options {
  readonly warmUp?: boolean | undefined;
  readonly prefix?: string | undefined;
}

const read = (given: object): Options => readOptions<Options>('f()', given, ['warmUp', 'prefix']);

afterEach(() => {
  Reflect.deleteProperty(Object.prototype, 'prefix');
});

describe('readOptions', () => {
  it('copies, so that a later change does not count', () => {
    const given = { prefix: 'a' };
    const options = read(given);
    given.prefix = 'b';
    expect(options.prefix).toBe('a');
  });

  it('does not see what is inherited, not even from Object.prototype', () => {
    Reflect.set(Object.prototype, 'prefix', 'https://evil.test');
    expect(read({}).prefix).toBeUndefined();
    expect(read(Object.create({ prefix: 'https://evil.test' })).prefix).toBeUndefined();
  });

  it('names an option that nobody knows, and those that exist, never a value', () => {
    expect(() => read({ secretKey: 'canary' })).toThrow(
      /^f\(\) does not know the option "secretKey": .*warmUp, prefix/,
    );
    expect(() => read({ secretKey: 'canary' })).not.toThrow(/canary/);
  });

  it.each(['warmup', 'warmpUp', 'warUp', 'warmUpp', 'WarmUp', 'wormUp', 'wramUp', 'warmpU'])(
    'guesses what %s was to be',
    (typed) => {
      expect(() => read({ [typed]: true })).toThrow(/did you mean warmUp\?/);
    },
  );

  it('guesses nothing for what is like none', () => {
    expect(() => read({ timeout: 1 })).not.toThrow(/did you mean/);
  });

  it.each([undefined, null, 'canary', 5])('rejects %s, which is no object', (given) => {
    const call = (): unknown => Reflect.apply(read, undefined, [given]);
    expect(call).toThrow(
      expect.objectContaining({ code: 'ERR_TOKEN_CONFIG', message: expect.stringMatching(/^f\(\)/) }),
    );
    expect(call).not.toThrow(/canary/);
  });
});
