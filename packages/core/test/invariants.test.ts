import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomWorld } from './random-world.ts';
import { schedules, type Schedule } from './schedules.ts';

const runs = Number(process.env['TOKENKEEP_RUNS'] ?? 1000);

const day = { lifetimeMs: 86_400_000, rolloverMs: 0, refreshWindowMs: 300_000, cached: true };
const second = { ...day, lifetimeMs: 1000 };

/** Histories that once broke a promise. fast-check prints new ones, with their seed; add them here. */
const regressions: [Schedule][] = [
  // Waited for a refresh that hung until the token that could have been served was dead.
  [
    {
      ...day,
      steps: [
        { do: 'call', times: 1 },
        { do: 'issuer', behaves: 'hang' },
        { do: 'pass to the end', leftMs: 5000 },
        { do: 'call', times: 1 },
      ],
    },
  ],
  // Was patient for longer than the token had left.
  [
    {
      ...day,
      steps: [
        { do: 'call', times: 1 },
        { do: 'issuer', behaves: 'throws a secret' },
        { do: 'pass to the end', leftMs: 1 },
        { do: 'call', times: 1 },
      ],
    },
  ],
  // Was patient until the token had less left than was asked for.
  [
    {
      ...day,
      steps: [
        { do: 'call', times: 1 },
        { do: 'issuer', behaves: 'hang' },
        { do: 'pass to the end', leftMs: 1500 },
        { do: 'call', times: 1, minLifetimeMs: 1000 },
      ],
    },
  ],
  // Took a wall clock that had been set back by just what had passed for one on which no time had passed.
  [
    {
      ...second,
      steps: [
        { do: 'call', times: 1 },
        { do: 'call', times: 1 },
        { do: 'pass', ms: 1000 },
        { do: 'turn the clock back' },
        { do: 'call', times: 1 },
      ],
    },
  ],
  // Shared the failure of a flight that asked for more life than a token in the cache had.
  [
    {
      ...day,
      lifetimeMs: 3_600_000,
      steps: [
        { do: 'call', times: 1 },
        { do: 'pass', ms: 60_000 },
        { do: 'issuer', behaves: '500' },
        { do: 'call', by: 1, minLifetimeMs: 3_600_000, times: 1 },
        { do: 'call', by: 1, times: 1 },
      ],
    },
  ],
];

describe('whatever happens', () => {
  // While a token lives no fault takes it away; no dead one is served; nothing secret is shown; no rejection is
  // unhandled; every call ends within its timeout; one exchange at a time; the issuer is not hammered.
  it('the invariants hold', { timeout: 60_000 + runs * 400 }, async () => {
    const property = fc.asyncProperty(schedules, async (schedule) => {
      expect(await new RandomWorld(schedule).live()).toEqual([]);
    });
    await fc.assert(property, { numRuns: runs, examples: regressions });
  });
});
