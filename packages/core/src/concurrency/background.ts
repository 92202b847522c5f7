/** Work that callers do not wait for, but whoever closes does. */
export class Background {
  readonly #underWay = new Set<Promise<unknown>>();

  /** @returns the same promise */
  add<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    const over = (): void => void this.#underWay.delete(work);
    // oxlint-disable-next-line promise/no-callback-in-promise -- both outcomes end it, and neither is anybody's here
    work.then(over, over);
    return work;
  }

  /** Resolves once nothing is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }
}
