/**
 * Where tokens outlive a process. Losing an entry is always harmless.
 *
 * An implementation stores and returns strings, which core has encrypted. Values have at most 24,576 characters; a longer one
 * may be treated as absent. Keys have at most 64 characters of `a-z`, `0-9` and `-`. Test your implementation with
 * `testTokenCache` from `@tokenkeep/core/testing`.
 */
export interface TokenCache {
  /**
   * How long core waits for one call, in milliseconds. Set it for a cache that is far away, or one that has a limit of its own:
   * then to a little more than that limit. Default: 500.
   */
  readonly timeoutMs?: number | undefined;
  /** @returns the stored value, or `undefined` if there is none or its `expiresAt` has passed */
  get(key: string): Promise<string | undefined>;
  /** @param expiresAt epoch milliseconds from which `get` must not return the value */
  set(key: string, value: string, expiresAt: number): Promise<void>;
  /**
   * Lets one process exchange while others wait for its token. It must try once and never wait. If two processes hold a lock
   * at once, that costs one more exchange, never a wrong token.
   *
   * @param ttlMs after this many milliseconds the lock must be free again, in case its holder has died
   * @returns the lock, or `undefined` at once if somebody else holds it
   */
  lock?(key: string, ttlMs: number): Promise<TokenCacheLock | undefined>;
}

/** A lock that is held. */
export interface TokenCacheLock {
  /** Releases it. If it has expired and somebody else holds the lock now, theirs must stay. */
  release(): Promise<void>;
}
