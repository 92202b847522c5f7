import type { Clock, ClockTimer } from '../src/concurrency/clock.ts';

interface Timer {
  readonly firesAt: number;
  readonly callback: () => void;
}

/**
 * A clock for days of simulated time: timers fire inside `tick`, at their moment, and what they start runs when the
 * simulation next awaits something. (`FakeClock.advance` lets the event loop turn at each step, which is too slow here.)
 */
export class SimulationClock implements Clock {
  #wall = 1_767_225_600_000;
  #monotonic = 0;
  #timers: Timer[] = [];
  #nextAt = Infinity;

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  setTimer(callback: () => void, delayMs: number): ClockTimer {
    const timer: Timer = { firesAt: this.#monotonic + delayMs, callback };
    this.#timers.push(timer);
    this.#findNext();
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        this.#findNext();
      },
      hold: () => undefined,
    };
  }

  /** When the next timer fires, monotonic milliseconds. */
  get nextTimerAt(): number {
    return this.#nextAt;
  }

  /** Both clocks go on. @returns whether a timer fired */
  tick(durationMs: number): boolean {
    this.#wall += durationMs;
    this.#monotonic += durationMs;
    if (this.#monotonic < this.#nextAt) return false;
    const due = this.#timers.filter(({ firesAt }) => firesAt <= this.#monotonic);
    this.#timers = this.#timers.filter(({ firesAt }) => firesAt > this.#monotonic);
    this.#findNext();
    for (const { callback } of due.sort((a, b) => a.firesAt - b.firesAt)) callback();
    return true;
  }

  /** The wall clock is set; monotonic time does not notice. */
  jump(byMs: number): void {
    this.#wall += byMs;
  }

  #findNext(): void {
    this.#nextAt = Infinity;
    for (const { firesAt } of this.#timers) this.#nextAt = Math.min(this.#nextAt, firesAt);
  }
}
