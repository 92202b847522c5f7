import type { ClockTimer, FullClock } from '../concurrency/clock.ts';
import type { AccessToken } from '../token/access-token.ts';

/** Both clocks are compared once in this long; in between one of them is enough. (docs/why.md#hit-window) */
const longestMs = 1000;

/**
 * The hit: while the wall clock is in this window, one settled promise is the answer, and nothing else is looked at. It
 * is at most a second long, so that a clock which is set cannot revive a token for longer.
 */
export class HitWindow {
  readonly #clock: FullClock;
  #answer: Promise<AccessToken> | undefined;
  #token: AccessToken | undefined;
  #from = Infinity;
  #until = -Infinity;
  #timer: ClockTimer | undefined;

  constructor(clock: FullClock) {
    this.#clock = clock;
  }

  /** @returns the answer, or `undefined` when it has to be decided */
  get answer(): Promise<AccessToken> | undefined {
    if (this.#answer === undefined) return undefined;
    const now = this.#clock.now();
    return now >= this.#from && now < this.#until ? this.#answer : undefined;
  }

  /** The same without a promise. */
  get token(): AccessToken | undefined {
    return this.answer && this.#token;
  }

  /** Takes another token; it answers nothing before it is opened. */
  hold(token: AccessToken | undefined): void {
    this.close();
    this.#answer = token && Promise.resolve(token);
    this.#token = token;
  }

  /** @param freshMs how long the token stays fresh */
  open(freshMs: number): void {
    this.close();
    const durationMs = Math.min(longestMs, freshMs);
    this.#from = this.#clock.now();
    this.#until = this.#from + durationMs;
    // A wall clock that stands still, or is set back into this second, must not make it last.
    this.#timer = this.#clock.setTimer(() => this.close(), durationMs);
  }

  /** Until it is opened again, every call is decided. */
  close(): void {
    this.#until = -Infinity;
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
