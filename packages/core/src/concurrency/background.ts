import type { ClockTimer, FullClock } from './clock.ts';

/**
 * How long `close()` waits at most: the time that a cache which does not answer may take to release a lock.
 *
 * Why: docs/why.md#closing
 */
const longestMs = 1200;

/** Work that callers do not wait for, but `close()` does. */
export class Background {
  readonly #clock: FullClock;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(clock: FullClock) {
    this.#clock = clock;
  }

  /** @returns the same promise */
  add<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    const over = (): void => void this.#underWay.delete(work);
    // oxlint-disable-next-line promise/no-callback-in-promise -- both outcomes end it, and neither is anybody's here
    work.then(over, over);
    return work;
  }

  /** Resolves when all work is done, or after 1.2 s. It keeps the process alive. */
  async settled(): Promise<void> {
    let timer: ClockTimer | undefined;
    const late = new Promise<void>((resolve) => {
      timer = this.#clock.setTimer(resolve, longestMs);
      timer.hold();
    });
    await Promise.race([this.#drained(), late]).finally(() => timer?.cancel());
  }

  async #drained(): Promise<void> {
    // Work that ends may have started other work.
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }
}
