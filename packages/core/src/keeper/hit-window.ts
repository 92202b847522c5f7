import type { ClockTimer, FullClock } from '../concurrency/clock.ts';
import type { AccessToken } from '../token/access-token.ts';

/** Both clocks are compared once in this time; in between the wall clock is enough. (docs/why.md#hit-window) */
const longestMs = 1000;

/**
 * Answers hits: while the wall clock is inside this window, one settled promise is the answer, and nothing else is
 * looked at. The window is at most a second long, so that a clock that is set back makes an expired token look valid
 * for no longer.
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

  /** @returns the answer, or `undefined` if `decide` must be asked */
  get answer(): Promise<AccessToken> | undefined {
    if (this.#answer === undefined) return undefined;
    const now = this.#clock.now();
    return now >= this.#from && now < this.#until ? this.#answer : undefined;
  }

  /** The same, but the token itself and not a promise. */
  get token(): AccessToken | undefined {
    return this.answer && this.#token;
  }

  /** Sets another token. There are no answers until `open`. */
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

  /** No more answers until `open` is called again. */
  close(): void {
    this.#until = -Infinity;
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
