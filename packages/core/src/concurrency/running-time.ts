import type { ClockTimer, FullClock } from './clock.ts';

/** How often the clocks are read while work is under way. (docs/why.md#standstill) */
const lookMs = 250;
/**
 * If the timer for that fires later than this, the process did not run. A loaded machine delays a timer by tens of
 * milliseconds, fifty processes that load modules at once by some hundred. Frozen and stopped processes stand still for
 * seconds.
 *
 * Why: docs/why.md#standstill
 */
const toleratedMs = 1000;

/** A time in which the process did not run. */
export interface Standstill {
  readonly stoodStillMs: number;
  /** Whether only the wall clock moved: the machine was suspended, or the wall clock was set. */
  readonly wallAlone: boolean;
}

/** Called with every {@link Standstill} that is found. */
export type StandstillListener = (standstill: Standstill) => void;

/**
 * Monotonic time without the time in which this process did not run: frozen (SIGSTOP, Lambda, a suspended laptop) or
 * with its event loop blocked. No deadline counts such time.
 *
 * It notices standstills only while it is watched. Then a timer, which does not keep the process alive, reads both clocks
 * every 250 ms.
 */
export class RunningTime {
  readonly clock: FullClock;
  readonly #listeners = new Set<StandstillListener>();
  #seen = { wall: 0, monotonic: 0 };
  #lostMs = 0;
  #standstills = 0;
  #timer: ClockTimer | undefined;

  constructor(clock: FullClock) {
    this.clock = clock;
  }

  /** Milliseconds since an arbitrary start. */
  now(): number {
    this.#look();
    return this.peek();
  }

  /** The same without a look, for ten thousand callers at once: later by a standstill that nobody has noticed yet. */
  peek(): number {
    return this.clock.monotonic() - this.#lostMs;
  }

  /** How often the process has been found not to have run. */
  get standstills(): number {
    this.#look();
    return this.#standstills;
  }

  /**
   * Watches until the returned function is called.
   *
   * @param listener called with every standstill that is found
   */
  watch(listener: StandstillListener): () => void {
    if (this.#listeners.size === 0) {
      this.#see();
      this.#tick();
    }
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#timer?.cancel();
    };
  }

  #tick(): void {
    this.#timer = this.clock.setTimer(() => {
      this.#look();
      this.#tick();
    }, lookMs);
  }

  #look(): void {
    if (this.#listeners.size === 0) return;
    const before = this.#seen;
    this.#see();
    const monotonicMs = this.#seen.monotonic - before.monotonic;
    // During a suspension the monotonic clock may stand still. The wall clock also jumps if it is set.
    const stoodStillMs = Math.max(monotonicMs, this.#seen.wall - before.wall) - lookMs;
    const wallAlone = !(monotonicMs > lookMs + toleratedMs);
    if (!wallAlone) this.#lostMs += monotonicMs - lookMs;
    if (!(stoodStillMs > toleratedMs)) return;
    this.#standstills += 1;
    this.#listeners.forEach((listener) => listener({ stoodStillMs, wallAlone }));
  }

  #see(): void {
    this.#seen = { wall: this.clock.now(), monotonic: this.clock.monotonic() };
  }
}
