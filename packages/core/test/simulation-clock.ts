import type { Clock, ClockTimer } from '../src/concurrency/clock.ts';
import { drained } from './drained.ts';

interface Timer {
  readonly firesAt: number;
  readonly callback: () => void;
}

/**
 * A clock for days of simulated time. `FakeClock.advance` lets the event loop turn at each step, which is too slow for
 * that; here time that passes while no timer is due costs an addition.
 */
export class SimulationClock implements Clock {
  #wall = 1_767_225_600_000;
  #monotonic = 0;
  readonly #timers = new Set<Timer>();
  #nextAt: number | undefined;

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  setTimer(callback: () => void, delayMs: number): ClockTimer {
    const timer: Timer = { firesAt: this.#monotonic + delayMs, callback };
    this.#timers.add(timer);
    this.#nextAt = undefined;
    return {
      cancel: () => {
        this.#timers.delete(timer);
        this.#nextAt = undefined;
      },
      hold: () => undefined,
    };
  }

  /** When the next timer fires, monotonic milliseconds; `Infinity` if there is none. */
  get nextTimerAt(): number {
    if (this.#nextAt === undefined) {
      this.#nextAt = Infinity;
      for (const { firesAt } of this.#timers) this.#nextAt = Math.min(this.#nextAt, firesAt);
    }
    return this.#nextAt;
  }

  /** Both clocks go on at once; what has become due fires at the end, as in a process that was frozen. */
  tick(durationMs: number): void {
    this.#wall += durationMs;
    this.#monotonic += durationMs;
    if (this.#monotonic < this.nextTimerAt) return;
    const due = [...this.#timers].filter(({ firesAt }) => firesAt <= this.#monotonic);
    for (const timer of due.sort((a, b) => a.firesAt - b.firesAt)) {
      // One that fired earlier may have cancelled it.
      if (this.#timers.delete(timer)) timer.callback();
    }
    this.#nextAt = undefined;
  }

  /** Both clocks go on, each timer fires at its moment, and what it starts is waited for. */
  async pass(durationMs: number, atRest: () => Promise<void> = drained): Promise<void> {
    const until = this.#monotonic + durationMs;
    if (until < this.nextTimerAt) return this.tick(durationMs);
    await atRest();
    while (this.nextTimerAt <= until) {
      this.tick(Math.max(0, this.nextTimerAt - this.#monotonic));
      await atRest();
    }
    this.tick(until - this.#monotonic);
  }

  /** The wall clock is set; monotonic time does not notice. */
  jump(byMs: number): void {
    this.#wall += byMs;
  }
}
