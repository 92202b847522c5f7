import { memoryCache } from '../cache/memory-cache.ts';
import type { TokenCache } from '../cache/token-cache.ts';
import type { Clock } from '../concurrency/clock.ts';

// The one state of a module in this package: what stands in for a folder has to be as common to the clients of a
// process as the folder itself would be, and they may each have called `fileCache()`.
const memories = new WeakMap<Pick<Clock, 'now'>, Map<string, TokenCache>>();

/**
 * The memory that stands in for a folder that cannot be used: one for all caches of this process that were given the
 * same folder, and the same clock.
 */
export function processMemory(folder: string, clock: Pick<Clock, 'now'>): TokenCache {
  const ofClock = memories.get(clock) ?? new Map<string, TokenCache>();
  memories.set(clock, ofClock);
  const memory = ofClock.get(folder) ?? memoryCache({ clock });
  ofClock.set(folder, memory);
  return memory;
}
