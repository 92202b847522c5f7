import type { Clock } from '@tokenkeep/core';

/** The system's clock, which a test can set forward by a minute: a token is old then, and far from its end. */
export class MinuteLaterClock implements Clock {
  #passedMs = 0;

  now(): number {
    return Date.now() + this.#passedMs;
  }

  monotonic(): number {
    return performance.now() + this.#passedMs;
  }

  minuteLater(): void {
    this.#passedMs += 60_000;
  }
}
