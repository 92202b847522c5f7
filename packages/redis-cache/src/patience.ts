/**
 * Enough to connect over TLS from another continent, and well within the 10 s that a caller waits by default.
 *
 * Why: docs/why.md#redis-commands
 */
const coldMs = 2000;
/** How long a token lives that was found is sealed. Most live longer than this. (docs/why.md#redis-commands) */
const foundMs = 60_000;

/**
 * How long a command may take. Whoever has a token loses nothing when Redis is passed over at once; whoever has none
 * would have to exchange, so a slow connection is waited for. What is held is known by what passes through:
 *
 * | last seen | a command has |
 * | --- | --- |
 * | nothing | 2 s |
 * | an entry to be stored, and not yet at its end | `commandTimeoutMs` |
 * | an entry found in the last minute | `commandTimeoutMs` |
 * | neither any longer | 2 s |
 *
 * A `commandTimeoutMs` above 2 s counts always.
 */
export class Patience {
  readonly #commandTimeoutMs: number;
  #heldUntil = -Infinity;

  constructor(commandTimeoutMs: number) {
    this.#commandTimeoutMs = commandTimeoutMs;
  }

  /** What a command has that is sent now, milliseconds. */
  get boundMs(): number {
    return Date.now() < this.#heldUntil ? this.#commandTimeoutMs : this.longestMs;
  }

  /** The most that a command ever has, milliseconds. */
  get longestMs(): number {
    return Math.max(this.#commandTimeoutMs, coldMs);
  }

  /** @param expiresAt epoch milliseconds */
  stored(expiresAt: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, expiresAt);
  }

  found(): void {
    this.stored(Date.now() + foundMs);
  }
}
