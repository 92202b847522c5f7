import type { ClockTimer, FullClock } from './clock.ts';

/**
 * The longest that whoever closes waits: what a cache that hangs may take to give a turn back.
 *
 * Why: docs/why.md#closing
 */
const longestMs = 1200;

/** Work that callers do not wait for, but whoever closes does. */
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

  /** Resolves once nothing is under way, or after 1.2 s. The process stays alive for it. */
  async settled(): Promise<void> {
    let timer: ClockTimer | undefined;
    const late = new Promise<void>((resolve) => {
      timer = this.#clock.setTimer(resolve, longestMs);
      timer.hold();
    });
    await Promise.race([this.#drained(), late]).finally(() => timer?.cancel());
  }

  async #drained(): Promise<void> {
    // What is under way may begin something else.
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }
}
