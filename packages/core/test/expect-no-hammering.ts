import { expect } from 'vitest';
import type { SimulationReport } from './simulate.ts';

/**
 * What holds over the whole life of a 24 h token of every sticky issuer, at every rate: at most 9 exchanges, never two
 * within a second but at the end; nobody fails, is served a dead token, or waits before the last two seconds: one that the issuer
 * rounds down, and one that a token counts less than granted.
 */
export function expectNoHammeringAndNoStall({
  exchanges,
  failures,
  waits,
  expiredServed,
  minted,
}: SimulationReport): void {
  expect(failures).toEqual([]);
  expect(expiredServed).toBe(0);
  // The simulation did live to see the next token.
  expect(minted).toBe(2);
  expect(exchanges.length).toBeLessThanOrEqual(9);
  expect(waits.filter(({ leftMs }) => leftMs > 2000)).toEqual([]);
  // From one to the next, but for the last, which brings the new token.
  const gaps = exchanges.slice(1, -1).map((at, index) => at - (exchanges[index] ?? Number.NaN));
  expect(gaps.filter((gap) => !(gap >= 1000))).toEqual([]);
}
