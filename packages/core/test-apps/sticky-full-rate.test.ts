import { describe, expect, it } from 'vitest';
import { expectNoHammeringAndNoStall } from '../test/expect-no-hammering.ts';
import { simulate } from '../test/simulate.ts';

// 864 million calls each: test/sticky-issuer.test.ts keeps this rate where anything can happen, this one everywhere.
describe('a sticky issuer, asked 10,000 times a second over all 24 hours', () => {
  it.each([0, 1000, 60_000, 600_000])(
    'is asked at most 9 times when it rolls over %d ms before the end',
    async (rolloverMs) => {
      const report = await simulate({ callsPerSecond: 10_000, rolloverMs, latencyMs: 50 });
      expectNoHammeringAndNoStall(report);
      expect(report.calls).toBeGreaterThan(864_000_000);
    },
  );
});
