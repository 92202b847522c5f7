import { expect, it } from 'vitest';
import { parseDuration } from './parse-duration.ts';

it.each([
  ['500ms', 500],
  ['90s', 90_000],
  ['5m', 300_000],
  ['1.5h', 5_400_000],
  ['0s', 0],
])('reads %s', (text, ms) => {
  expect(parseDuration('--timeout', text)).toBe(ms);
});

it('refuses less than makes sense', () => {
  expect(() => parseDuration('--timeout', '0s', 1)).toThrow(/^--timeout must be/);
});

it.each(['', '5', '5 m', '-1s', '1d', 'm', '600h', 'Infinityms'])(
  'refuses %j, naming the option and not the value',
  (text) => {
    expect(() => parseDuration('--timeout', text)).toThrow(/^--timeout must be a duration with its unit, such as 90s/);
  },
);
