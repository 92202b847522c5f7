import { abortable } from './abortable.ts';
import type { ClockTimer } from './clock.ts';
import type { RunningTime, Standstill } from './running-time.ts';

/**
 * How long a flight may still go on after the process has stood still past its end: an answer may be waiting.
 *
 * Why: docs/why.md#grace
 */
const graceMs = 500;

/** The process did not run for so long that the work is given up. Nobody is to blame. */
export class GivenUp extends Error {
  readonly stoodStillMs: number;

  constructor(stoodStillMs: number) {
    super('given up, since the process did not run');
    this.stoodStillMs = stoodStillMs;
  }
}

/**
 * One moment by which everything below one flight has to be over, retries and waits included. Time in which the process
 * did not run is not counted; but if it would have ended in such a time, it is given up half a second later, since its
 * connections are likely to be dead. Its timers keep no process alive: who waits holds one of their own.
 */
export class Deadline {
  readonly #running: RunningTime;
  readonly #controller = new AbortController();
  readonly #startedAt: number;
  /** Milliseconds, from its start to its end. */
  readonly timeoutMs: number;
  readonly #unwatch: () => void;
  #stoodStillMs = 0;
  readonly #timer: Pick<ClockTimer, 'cancel'>;
  #grace: ClockTimer | undefined;
  readonly #suspended = new Set<() => void>();

  /** @param expired makes the error with which `signal` aborts and `race` rejects once `timeoutMs` have passed */
  constructor(running: RunningTime, timeoutMs: number, expired: () => unknown) {
    this.#running = running;
    this.timeoutMs = timeoutMs;
    this.#unwatch = running.watch((standstill) => this.#thawed(standstill));
    this.#startedAt = running.now();
    this.#timer = this.after(timeoutMs, () => this.abort(expired()));
  }

  /** Aborts at the deadline, or earlier through `abort`; its `reason` is the error to reject with. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds left, never below 0. */
  get remainingMs(): number {
    return Math.max(0, this.timeoutMs - this.#ranMs);
  }

  /** How often the process has stood still so far. */
  get standstills(): number {
    return this.#running.standstills;
  }

  /** Ends everything below now, with this error. */
  abort(reason: unknown): void {
    this.#unwatch();
    this.#timer.cancel();
    this.#grace?.cancel();
    this.#controller.abort(reason);
  }

  /** Rejects with the deadline's error if `work` is not over by then, even when `work` ignores `signal`. */
  race<T>(work: Promise<T>): Promise<T> {
    return abortable(work, this.signal);
  }

  /** Waits; rejects with the deadline's error if it comes first. */
  async sleep(delayMs: number): Promise<void> {
    let timer: ClockTimer | undefined;
    const slept = new Promise<void>((resolve) => {
      timer = this.#running.clock.setTimer(resolve, delayMs);
    });
    await this.race(slept).finally(() => timer?.cancel());
  }

  /** Runs `callback` once this work has gone on for so much longer. @returns the timer, to cancel */
  after(delayMs: number, callback: () => void): Pick<ClockTimer, 'cancel'> {
    const { clock } = this.#running;
    const at = this.#running.now() + delayMs;
    let timer: ClockTimer;
    const arm = (leftMs: number): void => {
      timer = clock.setTimer(() => {
        // Late by a standstill, which is not counted.
        const left = at - this.#running.now();
        // Less than a millisecond is no time for a timer.
        if (left >= 1) arm(left);
        else callback();
      }, leftMs);
    };
    arm(delayMs);
    return { cancel: () => timer.cancel() };
  }

  /**
   * Runs `callback` when the wall clock alone has gone on: the machine was suspended, and its connections may be dead; or
   * the clock was set, and nothing is wrong. @returns what ends that
   */
  onSuspended(callback: () => void): () => void {
    this.#suspended.add(callback);
    return () => void this.#suspended.delete(callback);
  }

  get #ranMs(): number {
    return this.#running.now() - this.#startedAt;
  }

  #thawed({ stoodStillMs, wallAlone }: Standstill): void {
    if (wallAlone) return this.#suspended.forEach((callback) => callback());
    this.#stoodStillMs += stoodStillMs;
    if (this.#grace !== undefined || this.#ranMs + this.#stoodStillMs < this.timeoutMs) return;
    this.#grace = this.#running.clock.setTimer(() => this.abort(new GivenUp(this.#stoodStillMs)), graceMs);
  }
}
