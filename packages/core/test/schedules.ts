import * as fc from 'fast-check';
import type { Behaviour } from './wayward-issuer.ts';

export type Step =
  | {
      readonly do: 'call';
      /** Which of the two clients, where there are two. Default: the first. */
      readonly by?: 0 | 1;
      readonly minLifetimeMs?: number;
      readonly abortAfterMs?: number;
      readonly times: number;
    }
  | { readonly do: 'pass'; readonly ms: number }
  /** Until the token that is held has this much left. */
  | { readonly do: 'pass to the end'; readonly leftMs: number }
  | { readonly do: 'freeze'; readonly ms: number }
  | { readonly do: 'sleep'; readonly ms: number }
  | { readonly do: 'set the clock'; readonly byMs: number }
  /** To just what it showed at the last call. */
  | { readonly do: 'turn the clock back' }
  | { readonly do: 'issuer'; readonly behaves: Behaviour }
  | { readonly do: 'revoke' }
  | { readonly do: 'invalidate'; readonly which: 'last' | 'first' | 'unknown' };

/** A whole history. */
export interface Schedule {
  readonly lifetimeMs: number;
  readonly rolloverMs: number;
  readonly refreshWindowMs: number;
  /** Two clients share a cache; else there is one, without. */
  readonly cached: boolean;
  readonly steps: readonly Step[];
}

/** Whether a clock is set back in it. */
export function setsClockBack({ steps }: Schedule): boolean {
  return steps.some((step) => step.do === 'turn the clock back' || (step.do === 'set the clock' && step.byMs < 0));
}

const durations = fc.oneof(
  fc.integer({ min: 0, max: 1100 }),
  fc.integer({ min: 1000, max: 70_000 }),
  fc.integer({ min: 60_000, max: 3_700_000 }),
  fc.constantFrom(999, 1000, 1001, 10_000, 30_000, 3_600_000, 86_399_000, 86_400_000),
);

const calls = fc.record<Step & { do: 'call' }, 'do' | 'times'>(
  {
    do: fc.constant('call'),
    times: fc.constantFrom(1, 1, 2, 20),
    by: fc.constantFrom(0 as const, 1 as const),
    minLifetimeMs: fc.constantFrom(1000, 60_000, 3_600_000),
    abortAfterMs: fc.constantFrom(0, 1, 500, 5000),
  },
  { requiredKeys: ['do', 'times'] },
);

const behaviours = fc.record({
  do: fc.constant('issuer' as const),
  behaves: fc.constantFrom<Behaviour>(
    'ok',
    'ok',
    'ok',
    'slow',
    'very slow',
    '500',
    '401',
    '429',
    'reset',
    'hang',
    'garbage',
    'no life',
    'a second of life',
    'throws a secret',
  ),
});

const common: fc.Arbitrary<Step>[] = [
  fc.record({ do: fc.constant('call' as const), times: fc.constant(1), by: fc.constantFrom(0 as const, 1 as const) }),
  calls,
  fc.record({ do: fc.constant('pass' as const), ms: durations }),
  fc.record({
    do: fc.constant('pass to the end' as const),
    leftMs: fc.constantFrom(300_000, 225_000, 31_000, 20_000, 10_000, 5000, 1500, 900, 300, 50, 1, 0),
  }),
  behaviours,
  fc.constant({ do: 'revoke' as const }),
  fc.record({
    do: fc.constant('invalidate' as const),
    which: fc.constantFrom('last' as const, 'first' as const, 'unknown' as const),
  }),
];

// A sleep that a set-back of the wall clock then hides is beyond anybody's knowledge, so a history has one or the other.
const sleeps: fc.Arbitrary<Step>[] = [
  fc.record({ do: fc.constant('sleep' as const), ms: durations }),
  fc.record({ do: fc.constant('set the clock' as const), byMs: durations }),
];
const settings: fc.Arbitrary<Step>[] = [
  fc.record({ do: fc.constant('freeze' as const), ms: durations }),
  fc.record({ do: fc.constant('set the clock' as const), byMs: durations }),
  fc.record({ do: fc.constant('set the clock' as const), byMs: durations.map((ms) => -ms) }),
  fc.constant({ do: 'turn the clock back' as const }),
];

/** Histories of anything that may happen to a client. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  lifetimeMs: fc.constantFrom(1000, 5000, 60_000, 3_600_000, 86_400_000),
  rolloverMs: fc.constantFrom(0, 0, 1000, 60_000, Infinity),
  refreshWindowMs: fc.constantFrom(300_000, 300_000, 10_000, 0),
  cached: fc.boolean(),
  steps: fc.oneof(
    fc.array(fc.oneof(...common, ...sleeps), { minLength: 4, maxLength: 40 }),
    fc.array(fc.oneof(...common, ...settings), { minLength: 4, maxLength: 40 }),
  ),
});
