import { afterEach, describe, expect, it, vi } from 'vitest';
import { expectNoHammeringAndNoStall } from './expect-no-hammering.ts';
import { simulate, type SimulationOptions, type SimulationReport } from './simulate.ts';

const dayMs = 86_400_000;
const rollovers = [0, 1000, 60_000, 600_000];
// A day is simulated several times, on a machine that may be busy.
const timeout = 90_000;

afterEach(() => vi.restoreAllMocks());

/** @param draw 0 to 1: by how much the refresh window is jittered */
async function simulateWith(draw: number, options: SimulationOptions): Promise<SimulationReport> {
  vi.spyOn(Math, 'random').mockReturnValue(draw);
  return simulate(options);
}

describe.each(rollovers)(
  'over the whole life of a 24 h token, an issuer that rolls over %d ms before the end',
  { timeout },
  (rolloverMs) => {
    it('is asked at most 9 times at one call per second, nobody fails, nobody waits before the last second', async () => {
      for (const { draw, ageMs = 0, ...options } of [
        { draw: 0 },
        { draw: 0.5, latencyMs: 50, cached: true },
        // Calls that fall between the issuer's seconds, and a token that was old already.
        { draw: 0, latencyMs: 50, phaseMs: 990, ageMs: 3_600_345 },
        { draw: 0.999_999, phaseMs: 501, ageMs: 40_000_999, cached: true },
      ]) {
        const report = await simulateWith(draw, { callsPerSecond: 1, rolloverMs, ageMs, ...options });
        expectNoHammeringAndNoStall(report);
        expect(report.calls).toBeGreaterThan((dayMs - ageMs) / 1000);
      }
    });

    // The full rate is kept from the start through the first two seconds, and from before the first refresh can be due
    // to ten seconds into the next token. In between a call per second stands for all, which are hits;
    // test-apps/sticky-full-rate.test.ts makes them.
    it.each([
      [100, 0.75, 50, true],
      [10_000, 0, 0, false],
      [10_000, 0.999_999, 50, false],
    ])(
      'is asked at most 9 times at %d calls per second in every stretch in which anything can happen (draw %d, %d ms)',
      async (callsPerSecond, draw, latencyMs, cached) => {
        const atFullRate = (ageMs: number): boolean => ageMs < 2000 || ageMs > dayMs - 300_100;
        const report = await simulateWith(draw, { callsPerSecond, rolloverMs, latencyMs, atFullRate, cached });
        expectNoHammeringAndNoStall(report);
        expect(report.calls).toBeGreaterThan(callsPerSecond * 310);
      },
    );
  },
);

describe('a sticky issuer', { timeout }, () => {
  it.each([5, 7.3, 61, 299, 3599, 86_401])('is asked at most 9 times when a call comes every %d s', async (everyS) => {
    for (const rolloverMs of rollovers) {
      const report = await simulateWith(0.5, {
        callsPerSecond: 1 / everyS,
        rolloverMs,
        durationMs: dayMs + 86_500_000,
      });
      expect(report.failures).toEqual([]);
      expect(report.expiredServed).toBe(0);
      const firstLife = report.exchanges.filter((at) => at <= dayMs);
      expect(firstLife.length).toBeLessThanOrEqual(9);
    }
  });

  it('with tokens of a few seconds is asked once per second at most', async () => {
    for (const lifetimeMs of [1000, 2000, 5000]) {
      for (const rolloverMs of [0, 1000]) {
        const report = await simulateWith(0.5, { callsPerSecond: 1000, lifetimeMs, rolloverMs, durationMs: 60_000 });
        expect(report.failures).toEqual([]);
        expect(report.expiredServed).toBe(0);
        expect(report.exchanges.length).toBeLessThanOrEqual(62);
      }
    }
  });
});
