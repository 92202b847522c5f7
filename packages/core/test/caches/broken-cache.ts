import { memoryCache } from '../../src/cache/memory-cache.ts';
import type { TokenCache } from '../../src/cache/token-cache.ts';

/** A cache with one fault, and the clause of the contract that has to find it. */
export interface BrokenCache {
  readonly fault: string;
  readonly clause: string;
  open(): TokenCache;
}

/** A memory cache with some of its functions replaced. */
export function broken(change: (works: Required<Omit<TokenCache, 'timeoutMs'>>) => Partial<TokenCache>): TokenCache {
  const memory = memoryCache();
  const works: Required<Omit<TokenCache, 'timeoutMs'>> = {
    get: (key) => memory.get(key),
    set: (key, value, expiresAt) => memory.set(key, value, expiresAt),
    lock: async (key, ttlMs) => memory.lock?.(key, ttlMs),
  };
  return { ...works, ...change(works) };
}
