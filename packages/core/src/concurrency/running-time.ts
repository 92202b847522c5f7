import type { ClockTimer, FullClock } from './clock.ts';

/** How often somebody looks at the clock while work is under way. (docs/why.md#standstill) */
const lookMs = 250;
/**
 * How much later than that a look may come before the process is taken not to have run. A loaded machine delays a timer
 * by tens of milliseconds, loading modules in fifty processes at once by some hundred; frozen functions and stopped
 * processes stand still for seconds.
 *
 * Why: docs/why.md#standstill
 */
const toleratedMs = 1000;

/** The process has not run. */
export interface Standstill {
  readonly stoodStillMs: number;
  /** Whether the monotonic clock has not noticed: the machine was suspended, or the wall clock was set. */
  readonly wallAlone: boolean;
}

/** Hears of every {@link Standstill} that is found. */
export type StandstillListener = (standstill: Standstill) => void;

/**
 * Monotonic time less the time in which this process did not run: frozen (SIGSTOP, Lambda, a suspended laptop) or with
 * its event loop blocked. Such time is nobody's fault, so no deadline counts it.
 *
 * It can only tell while somebody watches; then it looks at both clocks every 250 ms, by a timer that keeps no process
 * alive.
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
    return this.clock.monotonic() - this.#lostMs;
  }

  /** How often the process has been found not to have run. */
  get standstills(): number {
    this.#look();
    return this.#standstills;
  }

  /**
   * Looks until the returned function is called.
   *
   * @param listener told of every standstill that is found
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
    // A suspended machine may show on the wall clock alone; so does a clock that is set.
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
