import { expect, it } from 'vitest';
import { parseDuration } from './parse-duration.ts';

it.each([
  ['250', 250],
  ['250ms', 250],
  ['90s', 90_000],
  ['15m', 900_000],
  ['24h', 86_400_000],
  ['1.5d', 129_600_000],
  ['', undefined],
  ['-1s', undefined],
  ['1 s', undefined],
  ['1w', undefined],
  ['s', undefined],
])('reads the duration %j as %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});
