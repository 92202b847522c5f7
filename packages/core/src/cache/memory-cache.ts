import { systemClock, type Clock } from '../concurrency/clock.ts';
import { configError, requireClock } from '../errors/config-error.ts';
import { readOptions } from '../errors/read-options.ts';
import type { TokenCache } from './token-cache.ts';

/** Options of {@link memoryCache}. */
export interface MemoryCacheOptions {
  /** How many entries to keep; the oldest is dropped first. Default: 1000. */
  readonly maxEntries?: number | undefined;
  /** The clock that decides when an entry expires. Default: the system's. */
  readonly clock?: Pick<Clock, 'now'> | undefined;
}

interface Entry {
  readonly value: string;
  readonly expiresAt: number;
}

/**
 * Keeps tokens in this process. Pass the same one to several clients: those with the same credentials share one token and one
 * exchange.
 *
 * Why: docs/why.md#memory-cache
 */
export function memoryCache(options: MemoryCacheOptions = {}): TokenCache {
  const { maxEntries = 1000, clock = systemClock } = readOptions('memoryCache()', options, ['maxEntries', 'clock']);
  if (!(Number.isInteger(maxEntries) && maxEntries > 0)) {
    throw configError('maxEntries must be a whole number above 0: correct it.');
  }
  requireClock(clock);
  const entries = new Map<string, Entry>();
  const locks = new Map<string, { readonly endsAt: number }>();

  return {
    async get(key) {
      const entry = entries.get(key);
      if (entry !== undefined && clock.now() < entry.expiresAt) return entry.value;
      entries.delete(key);
      return undefined;
    },
    async set(key, value, expiresAt) {
      entries.delete(key);
      entries.set(key, { value, expiresAt });
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries) break;
        entries.delete(oldest);
      }
    },
    async lock(key, ttlMs) {
      const holder = locks.get(key);
      if (holder !== undefined && clock.now() < holder.endsAt) return undefined;
      const mine = { endsAt: clock.now() + ttlMs };
      locks.set(key, mine);
      return {
        async release() {
          if (locks.get(key) === mine) locks.delete(key);
        },
      };
    },
  };
}
