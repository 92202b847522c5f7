import { abortable } from './abortable.ts';
import type { ClockTimer } from './clock.ts';
import type { RunningTime, Standstill } from './running-time.ts';

/**
 * How much longer a flight may go on if the process stood still past its deadline: an answer may be waiting.
 *
 * Why: docs/why.md#grace
 */
const graceMs = 500;

/** The process did not run for so long that the work is given up. It counts as no failure. */
export class GivenUp extends Error {
  readonly stoodStillMs: number;

  constructor(stoodStillMs: number) {
    super('given up, since the process did not run');
    this.stoodStillMs = stoodStillMs;
  }
}

/**
 * The moment by which a flight must be over, retries and waits included. Time in which the process did not run does not
 * count. But if the deadline passed in such a time, the flight is given up half a second later, since its connections
 * are probably dead. Its timers do not keep the process alive; callers who wait have a timer of their own.
 */
export class Deadline {
  readonly #running: RunningTime;
  readonly #controller = new AbortController();
  readonly #startedAt: number;
  /** The whole time, in milliseconds. */
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

  /** How often the process has stood still since the start. */
  get standstills(): number {
    return this.#running.standstills;
  }

  /** Ends the work now, with this error. */
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
        // The timer was early, since a standstill does not count.
        const left = at - this.#running.now();
        // A timer cannot wait less than a millisecond.
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
