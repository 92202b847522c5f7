export { defaultCacheDirectory } from './default-cache-directory.ts';
export { fileCache, type FileCacheOptions } from './file-cache.ts';
