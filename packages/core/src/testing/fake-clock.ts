import type { Clock, ClockTimer } from '../concurrency/clock.ts';

interface PendingTimer {
  readonly firesAt: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it. Pass it as `clock` to `createTokenClient`. */
export class FakeClock implements Clock {
  #wall: number;
  #monotonic = 0;
  readonly #timers = new Set<PendingTimer>();

  /** @param startsAt epoch milliseconds; default: 2026-01-01T00:00:00Z */
  constructor(startsAt = 1_767_225_600_000) {
    this.#wall = startsAt;
  }

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  setTimer(callback: () => void, delayMs: number): ClockTimer {
    const timer: PendingTimer = { firesAt: this.#monotonic + delayMs, callback };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer), hold: () => undefined };
  }

  /** How many timers are pending. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Moves both clocks by `durationMs`. Timers fire when they are due, and the work they start runs in between. */
  async advance(durationMs: number): Promise<void> {
    const until = this.#monotonic + durationMs;
    for (;;) {
      await settle();
      const due = this.#nextTimer(until);
      if (due === undefined) break;
      this.#move(Math.max(0, due.firesAt - this.#monotonic));
      this.#timers.delete(due);
      due.callback();
    }
    this.#move(Math.max(0, until - this.#monotonic));
    await settle();
  }

  /** Moves both clocks by `durationMs` at once. No timer fires: for loops in which no timer matters. */
  tick(durationMs: number): void {
    this.#move(durationMs);
  }

  /** Sets the wall clock forward, or back if `byMs` is negative. The monotonic clock does not change. */
  jump(byMs: number): void {
    this.#wall += byMs;
  }

  #nextTimer(until: number): PendingTimer | undefined {
    let next: PendingTimer | undefined;
    for (const timer of this.#timers) {
      if (timer.firesAt <= until && (next === undefined || timer.firesAt < next.firesAt)) next = timer;
    }
    return next;
  }

  #move(byMs: number): void {
    this.#wall += byMs;
    this.#monotonic += byMs;
  }
}

/** Lets promises, and I/O that is already done, go on. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}
