/** A pending timer of a {@link Clock}. */
export interface ClockTimer {
  /** Stops the timer. Stopping one that has fired is not an error. */
  cancel(): void;
  /** Keeps the process alive until the timer fires or is cancelled. Called while somebody waits. */
  hold(): void;
}

/**
 * Where core reads the time. `now` and `monotonic` are required. A fake clock has `setTimer` too, so that tests decide when a
 * deadline passes.
 */
export interface Clock {
  /** @returns the wall time in epoch milliseconds; it may jump in either direction */
  now(): number;
  /** @returns milliseconds since any fixed start; never goes back, may stand still while the machine sleeps */
  monotonic(): number;
  /**
   * Runs `callback` once, `delayMs` from now. The timer must not keep the process alive until `hold()` is called.
   * Default: `setTimeout`, unref'd.
   */
  setTimer?(callback: () => void, delayMs: number): ClockTimer;
}

/** A clock whose timers are filled in. */
export type FullClock = Required<Clock>;

/** The clock of the runtime: `Date.now`, `performance.now`, `setTimeout`. (docs/why.md#timers-keep-nothing-alive) */
export const systemClock: FullClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    // Outside Node a timer is a number, which keeps nothing alive.
    timer.unref?.();
    return { cancel: () => clearTimeout(timer), hold: () => timer.ref?.() };
  },
};

/** Adds the system's timers to a clock that has none of its own. */
export function completeClock(clock: Clock): FullClock {
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    setTimer: (callback, delayMs) => (clock.setTimer ?? systemClock.setTimer).call(clock, callback, delayMs),
  };
}
