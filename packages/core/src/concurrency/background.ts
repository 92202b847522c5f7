/** Work that callers do not wait for, but whoever closes does. */
export class Background {
  readonly #underWay = new Set<Promise<void>>();

  /** @returns the same promise */
  add<T>(work: Promise<T>): Promise<T> {
    const done: Promise<void> = work.then(
      () => void this.#underWay.delete(done),
      () => void this.#underWay.delete(done),
    );
    this.#underWay.add(done);
    return work;
  }

  /** Resolves once nothing is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }
}
