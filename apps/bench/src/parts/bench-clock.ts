/** A clock that runs faster than the real one, shared by two processes: a pure function of the machine's clock. */
export interface ClockSetting {
  /** Epoch milliseconds of the machine at the moment of setting. */
  readonly realAt: number;
  /** What the bench's clock showed then, epoch milliseconds. */
  readonly benchAt: number;
  /** How many of its seconds pass in one real second. */
  readonly speed: number;
}

const RealDate = Date;
const realSetTimeout = globalThis.setTimeout;
const realPerformance = globalThis.performance;

/** The clock as it is. */
export const realTime: ClockSetting = { realAt: 0, benchAt: 0, speed: 1 };

/** What the clock shows at this moment, epoch milliseconds. */
export function benchNow({ realAt, benchAt, speed }: ClockSetting): number {
  return benchAt + (RealDate.now() - realAt) * speed;
}

/** Real monotonic milliseconds, whatever clock is installed. */
export function realMonotonic(): number {
  return realPerformance.now();
}

/** Waits real milliseconds, whatever clock is installed. */
export function realSleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    realSetTimeout(resolve, ms);
  });
}

/** A setting that goes on from `from`, `aheadMs` later, at `speed`. */
export function changed(
  from: ClockSetting,
  { aheadMs = 0, speed = from.speed }: { readonly aheadMs?: number; readonly speed?: number },
): ClockSetting {
  return { realAt: RealDate.now(), benchAt: benchNow(from) + aheadMs, speed };
}

/**
 * Puts the whole process on a clock of its own: `Date`, `performance.now` and `setTimeout` follow it.
 *
 * @returns how to move it
 */
export function installClock(): (next: ClockSetting) => void {
  let setting = realTime;
  const now = (): number => Math.floor(benchNow(setting));
  const monotonicStart = benchNow(setting) - realPerformance.now();

  class BenchDate extends RealDate {
    constructor(...given: unknown[]) {
      super(...((given.length === 0 ? [now()] : given) as ConstructorParameters<typeof RealDate>));
    }
    static override now(): number {
      return now();
    }
  }
  const monotonic = Object.create(realPerformance, { now: { value: () => benchNow(setting) - monotonicStart } });
  const setTimeoutOnClock = (callback: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]) =>
    realSetTimeout(callback, delayMs / setting.speed, ...args);
  Object.assign(globalThis, { Date: BenchDate, setTimeout: setTimeoutOnClock });
  Object.defineProperty(globalThis, 'performance', { value: monotonic, configurable: true });
  return (next) => {
    setting = next;
  };
}
