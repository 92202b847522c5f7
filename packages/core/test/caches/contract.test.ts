import { afterAll } from 'vitest';
import { memoryCache } from '../../src/cache/memory-cache.ts';
import type { TokenCache } from '../../src/cache/token-cache.ts';
import { fileCache } from '../../src/file-cache/file-cache.ts';
import { FaultyCache, testTokenCache } from '../../src/testing/index.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const directory = temporaryDirectory();
afterAll(() => directory[Symbol.dispose]());

testTokenCache('memoryCache()', () => memoryCache());
testTokenCache('fileCache()', () => fileCache({ directory: directory.path }));
testTokenCache('a FaultyCache without a fault', () => new FaultyCache());

// docs/caches.md shows these lines.
const entries = new Map<string, { value: string; expiresAt: number }>();
const mapCache: TokenCache = {
  get: async (key) => (Date.now() < (entries.get(key)?.expiresAt ?? 0) ? entries.get(key)?.value : undefined),
  set: async (key, value, expiresAt) => void entries.set(key, { value, expiresAt }),
};

testTokenCache('a cache of four lines over a Map', () => mapCache);
