/** Counts by second, and tells the total and the busiest span. */
export class Meter {
  total = 0;
  #seconds = new Map();

  /** @param amount how much, such as bytes; one, if nothing is said */
  count(now, amount = 1) {
    this.total += amount;
    const at = Math.floor(now / 1000);
    this.#seconds.set(at, (this.#seconds.get(at) ?? 0) + amount);
  }

  busiest(spanMs) {
    const spans = new Map();
    for (const [at, count] of this.#seconds) {
      const span = Math.floor((at * 1000) / spanMs);
      spans.set(span, (spans.get(span) ?? 0) + count);
    }
    return Math.max(0, ...spans.values());
  }
}
