import { systemClock, type FullClock } from '../src/concurrency/clock.ts';

/** The system's clock, put ahead by a test: what is young grows old at once, and timers still end by themselves. */
export interface MovedClock extends FullClock {
  /** Puts it ahead by so many milliseconds more. */
  ahead(ms: number): void;
}

/** A clock of its own. */
export function movedClock(): MovedClock {
  let aheadMs = 0;
  return {
    now: () => systemClock.now() + aheadMs,
    monotonic: () => systemClock.monotonic() + aheadMs,
    setTimer: systemClock.setTimer,
    ahead: (ms) => {
      aheadMs += ms;
    },
  };
}
