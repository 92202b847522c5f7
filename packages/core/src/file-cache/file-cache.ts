import type { TokenCache } from '../cache/token-cache.ts';
import { memoryCache } from '../cache/memory-cache.ts';

/** Placeholder replaced in the same session by the SQLite cache. */
export function fileCache(): TokenCache {
  return memoryCache();
}
