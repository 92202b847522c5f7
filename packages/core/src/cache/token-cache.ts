/**
 * Where tokens outlive a process. Losing an entry is always harmless.
 *
 * Values are opaque: core seals and versions them, an implementation only moves strings. None is longer than 24,576
 * characters: what is may be treated as absent. Keys are up to 64 characters of `a-z`, `0-9` and `-`. Prove yours with `testTokenCache` from `@tokenkeep/core/testing`.
 */
export interface TokenCache {
  /**
   * How long one call is waited for, milliseconds. For a cache that bounds its calls itself and then says why, or that
   * is far away; a little more than its own bound. Default: 500.
   */
  readonly timeoutMs?: number | undefined;
  /** @returns the stored value, or `undefined` when absent or past its `expiresAt` */
  get(key: string): Promise<string | undefined>;
  /** @param expiresAt epoch milliseconds from which `get` must not return the value */
  set(key: string, value: string, expiresAt: number): Promise<void>;
  /**
   * Lets one process exchange while others wait for its result. Efficiency only: two holders may cost one extra
   * exchange, never a wrong token. It tries once and never waits.
   *
   * @param ttlMs after this many milliseconds the lock is free again, should its holder have died
   * @returns the lock, or `undefined` at once when somebody else holds it
   */
  lock?(key: string, ttlMs: number): Promise<TokenCacheLock | undefined>;
}

/** A lock that is held. */
export interface TokenCacheLock {
  /** Frees it; if it has passed to somebody else meanwhile, leaves theirs alone. */
  release(): Promise<void>;
}
