import type { TokenCache } from '../cache/token-cache.ts';
import { systemClock, type Clock } from '../concurrency/clock.ts';
import { configError, requireClock } from '../errors/config-error.ts';
import { readOptions } from '../errors/read-options.ts';
import { nodePath } from './builtins.ts';
import { defaultCacheDirectory } from './default-cache-directory.ts';
import { fileStore } from './file-store.ts';
import { filesOrMemory } from './files-or-memory.ts';
import { processMemory } from './process-memory.ts';

/** Options of {@link fileCache}. */
export interface FileCacheOptions {
  /**
   * A folder for this cache only, on a local disk, closed to other users. It is created if it is missing. Default:
   * `$XDG_CACHE_HOME/tokenkeep`, else `~/.cache/tokenkeep`.
   */
  readonly directory?: string | undefined;
  /** The clock that decides when an entry expires. Default: the system's. */
  readonly clock?: Pick<Clock, 'now'> | undefined;
}

/**
 * Shares tokens between the processes of one user on one machine. Each token is a small SQLite database of mode 0600 in a
 * folder of mode 0700. A lock is released when its process dies. No file is opened before the first use, and none stays open.
 * A damaged database is a miss and is replaced.
 *
 * For a failure that may pass, such as a full disk, a call rejects. For a lasting one the cache uses memory from then on, and
 * one `set` rejects with the reason: no home, no `node:sqlite`, no right to the folder or to write in it, a symbolic link,
 * another user's folder or one open to others, a file system without locks, a database of a newer format. All file caches
 * of this process with the same folder share that memory.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` for an unusable or unknown option
 */
export function fileCache(options: FileCacheOptions = {}): TokenCache {
  const { directory, clock = systemClock } = readOptions('fileCache()', options, ['directory', 'clock']);
  if (directory !== undefined && (typeof directory !== 'string' || directory.trim() === '')) {
    throw configError('directory must be the path of a folder: correct it, or leave it out.');
  }
  requireClock(clock);
  // Resolved now, so that a later change of the working folder does not move it.
  const given = directory === undefined ? undefined : nodePath.resolve(directory);
  let cache: Required<Omit<TokenCache, 'timeoutMs'>> | undefined;

  const open = (): Required<Omit<TokenCache, 'timeoutMs'>> => {
    const folder = given ?? defaultCacheDirectory();
    return filesOrMemory({
      files: folder === undefined ? homeless : fileStore(folder, clock),
      memory: () => processMemory(folder ?? '', clock),
      folder: folder ?? '',
    });
  };
  const cacheFor = (key: string): Required<Omit<TokenCache, 'timeoutMs'>> => {
    if (!/^[a-z0-9-]{1,64}$/.test(key)) {
      throw configError('A cache key must be 1 to 64 characters of a-z, 0-9 and "-": use the keys that core makes.');
    }
    return (cache ??= open());
  };

  return {
    get: async (key) => cacheFor(key).get(key),
    set: async (key, value, expiresAt) => cacheFor(key).set(key, value, expiresAt),
    lock: async (key, ttlMs) => cacheFor(key).lock(key, ttlMs),
  };
}

/** The cache of a user without a home. */
const homeless: Required<Omit<TokenCache, 'timeoutMs'>> = {
  get: refuseHomeless,
  set: refuseHomeless,
  lock: refuseHomeless,
};

async function refuseHomeless(): Promise<never> {
  throw configError(
    'fileCache() found no home folder: set HOME or XDG_CACHE_HOME, or pass directory. Tokens are kept in memory only.',
    'no-home',
  );
}
