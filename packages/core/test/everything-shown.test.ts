import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { everythingShown } from './everything-shown.ts';
import { secret, worstError } from './leak-search.ts';

describe('the search for leaks', () => {
  class Inherited {
    get secret(): string {
      return secret;
    }
  }

  it.each<[string, unknown]>([
    ['a message', new Error(secret)],
    ['a stack', Object.assign(new Error('x'), { stack: secret })],
    ['a property', { a: { b: [{ c: secret }] } }],
    ['a property of a function', Object.assign(() => undefined, { secret })],
    ['a property that is not enumerable', Object.defineProperty({}, 'x', { value: secret })],
    ['a getter', Object.defineProperty({}, 'x', { get: () => secret })],
    ['an inherited getter', new Inherited()],
    ['a symbol', { [Symbol(secret)]: 1 }],
    ['a property by symbol', { [Symbol('x')]: secret }],
    ['a cause of a cause', new Error('x', { cause: new Error('y', { cause: { secret } }) })],
    ['an aggregate', new AggregateError([new Error(secret)])],
    ['a map', new Map([[1, { secret }]])],
    ['toJSON', { toJSON: () => secret }],
    ['toString', { toString: () => secret }],
    ["inspect's own form", { [inspect.custom]: () => secret }],
    ["ky's kind of error", worstError()],
  ])('finds one in %s', (_, value) => {
    expect(everythingShown(value)).toContain(secret);
  });
});
