import { memoryCache } from '../cache/memory-cache.ts';
import type { TokenCache, TokenCacheLock } from '../cache/token-cache.ts';

/** How a {@link FaultyCache} fails. */
export type CacheFault =
  /** The call rejects. */
  | 'rejects'
  /** The call throws instead of returning a promise. */
  | 'throws'
  /** The call's promise never settles. */
  | 'hangs'
  /** `get` returns what somebody else has written. The other calls work. */
  | 'poisoned';

/** The calls of a {@link FaultyCache}. */
export type CacheOperation = 'get' | 'set' | 'lock' | 'release';

/** A cache that fails when told to, for tests of code that uses a cache. Without a fault it works. */
export class FaultyCache implements TokenCache {
  readonly #cache: TokenCache;
  readonly #faults = new Map<CacheOperation, CacheFault>();
  readonly #calls: CacheOperation[] = [];

  /** @param cache the cache that does the work; default: a memory cache */
  constructor(cache: TokenCache = memoryCache()) {
    this.#cache = cache;
  }

  /** The calls so far, oldest first. */
  get calls(): readonly CacheOperation[] {
    return [...this.#calls];
  }

  /** From now on these operations fail; default: all. */
  break(fault: CacheFault, operations: readonly CacheOperation[] = ['get', 'set', 'lock', 'release']): void {
    for (const operation of operations) this.#faults.set(operation, fault);
  }

  /** Works again. */
  mend(): void {
    this.#faults.clear();
  }

  get(key: string): Promise<string | undefined> {
    return this.#run('get', () => this.#cache.get(key));
  }

  set(key: string, value: string, expiresAt: number): Promise<void> {
    return this.#run('set', () => this.#cache.set(key, value, expiresAt));
  }

  lock(key: string, ttlMs: number): Promise<TokenCacheLock | undefined> {
    return this.#run('lock', async () => {
      const lock = await this.#cache.lock?.(key, ttlMs);
      return lock && { release: () => this.#run('release', () => lock.release()) };
    });
  }

  #run(operation: 'get', call: () => Promise<string | undefined>): Promise<string | undefined>;
  #run<T>(operation: CacheOperation, call: () => Promise<T>): Promise<T>;
  #run<T>(operation: CacheOperation, call: () => Promise<T>): Promise<T | string> {
    this.#calls.push(operation);
    const fault = this.#faults.get(operation);
    if (fault === undefined) return call();
    if (fault === 'throws') throw new Error(`faulty cache: ${operation} throws`);
    if (fault === 'rejects') return Promise.reject(new Error(`faulty cache: ${operation} rejects`));
    if (fault === 'hangs') return new Promise(() => undefined);
    return operation === 'get' ? Promise.resolve('written by somebody else') : call();
  }
}
