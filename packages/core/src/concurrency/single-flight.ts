/** Many callers share one run: whoever comes while it is under way gets its promise. */
export class SingleFlight<T> {
  #current: Promise<T> | undefined;

  /** Whether a run is under way. */
  get busy(): boolean {
    return this.#current !== undefined;
  }

  /** The run under way. */
  get current(): Promise<T> | undefined {
    return this.#current;
  }

  /** Joins the run under way, or starts one. */
  run(start: () => Promise<T>): Promise<T> {
    this.#current ??= start().finally(() => {
      this.#current = undefined;
    });
    return this.#current;
  }
}
