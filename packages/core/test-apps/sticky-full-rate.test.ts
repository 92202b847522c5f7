import { describe, it } from 'vitest';
import { expectNoHammeringAndNoStall } from '../test/expect-no-hammering.ts';
import { runScript } from '../test/run-script.ts';
import type { SimulationOptions, SimulationReport } from '../test/simulate.ts';

// 864 million calls each: test/sticky-issuer.test.ts keeps this rate where anything can happen, this one everywhere.
describe('a sticky issuer, asked 10,000 times a second over all 24 hours', () => {
  it.concurrent.for([0, 1000, 60_000, 600_000])(
    'is asked at most 9 times when it rolls over %d ms before the end',
    async (rolloverMs, { expect }) => {
      const report = await simulateApart({ callsPerSecond: 10_000, rolloverMs, latencyMs: 50 });
      expectNoHammeringAndNoStall(report);
      expect(report.calls).toBeGreaterThan(864_000_000);
    },
  );
});

/** In a process of its own, so that each core has one. */
async function simulateApart(options: SimulationOptions): Promise<SimulationReport> {
  const { exitCode, stdout, stderr } = await runScript(`
    import { simulate } from './test/simulate.ts';
    console.log(JSON.stringify(await simulate(${JSON.stringify(options)})));
  `);
  if (exitCode !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
