import { afterAll, describe, it } from 'vitest';
import { memoryCache } from '../../src/cache/memory-cache.ts';
import type { TokenCache } from '../../src/cache/token-cache.ts';
import { fileCache } from '../../src/file-cache/file-cache.ts';
import { FaultyCache, testTokenCache } from '../../src/testing/index.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const directory = temporaryDirectory();
afterAll(() => directory[Symbol.dispose]());

// By the runner that it finds itself; the others wait beside one another.
testTokenCache('memoryCache()', () => memoryCache());
const atOnce = { describe, it: it.concurrent };
testTokenCache('fileCache()', () => fileCache({ directory: directory.path }), atOnce);
testTokenCache('a FaultyCache without a fault', () => new FaultyCache(), atOnce);

// docs/caches.md shows these lines.
const entries = new Map<string, { value: string; expiresAt: number }>();
const mapCache: TokenCache = {
  get: async (key) => (Date.now() < (entries.get(key)?.expiresAt ?? 0) ? entries.get(key)?.value : undefined),
  set: async (key, value, expiresAt) => void entries.set(key, { value, expiresAt }),
};

testTokenCache('a cache of four lines over a Map', () => mapCache, atOnce);
