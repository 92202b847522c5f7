import { abortable } from './abortable.ts';
import type { ClockTimer, FullClock } from './clock.ts';

/**
 * One moment by which everything below one `getToken` has to be over, retries and waits included.
 * Its timer keeps no process alive: who waits holds one of their own.
 */
export class Deadline {
  readonly #clock: FullClock;
  readonly #controller = new AbortController();
  readonly #endsAt: number;
  readonly #timer: ClockTimer;

  /** @param expired makes the error with which `signal` aborts and `race` rejects once `timeoutMs` have passed */
  constructor(clock: FullClock, timeoutMs: number, expired: () => unknown) {
    this.#clock = clock;
    this.#endsAt = clock.monotonic() + timeoutMs;
    this.#timer = clock.setTimer(() => this.abort(expired()), timeoutMs);
  }

  /** Aborts at the deadline, or earlier through `abort`; its `reason` is the error to reject with. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds left, never below 0. */
  get remainingMs(): number {
    return Math.max(0, this.#endsAt - this.#clock.monotonic());
  }

  /** Ends everything below now, with this error. */
  abort(reason: unknown): void {
    this.#timer.cancel();
    this.#controller.abort(reason);
  }

  /** The work is over: the timer is dropped. */
  end(): void {
    this.#timer.cancel();
  }

  /** Rejects with the deadline's error if `work` is not over by then, even when `work` ignores `signal`. */
  race<T>(work: Promise<T>): Promise<T> {
    return abortable(work, this.signal);
  }

  /** Waits; rejects with the deadline's error if it comes first. */
  async sleep(delayMs: number): Promise<void> {
    let timer: ClockTimer | undefined;
    const slept = new Promise<void>((resolve) => {
      timer = this.#clock.setTimer(resolve, delayMs);
    });
    await this.race(slept).finally(() => timer?.cancel());
  }
}
