import { memoryCache } from '../cache/memory-cache.ts';
import type { TokenCache } from '../cache/token-cache.ts';
import { systemClock, type Clock } from '../concurrency/clock.ts';
import { configError } from '../errors/config-error.ts';
import { readOptions } from '../errors/read-options.ts';
import { TokenError } from '../errors/token-error.ts';
import { nodePath } from './builtins.ts';
import { checkDirectory, defaultDirectory, makeDirectory } from './cache-directory.ts';
import { lockFile } from './lock-file.ts';
import { checkPrivateFile, makePrivateFile } from './private-file.ts';
import { removeStaleFiles } from './remove-stale-files.ts';
import { retryWhileBusy } from './retry-while-busy.ts';
import { readToken, writeToken } from './token-database.ts';

/** Options of {@link fileCache}. */
export interface FileCacheOptions {
  /**
   * A folder for this cache alone, on a local disk; made if missing, and closed to other users. Default:
   * `$XDG_CACHE_HOME/tokenkeep`, else `~/.cache/tokenkeep`.
   */
  readonly directory?: string | undefined;
  /** What entries expire by. Default: the system's. */
  readonly clock?: Pick<Clock, 'now'> | undefined;
}

/** What waiting does not mend. */
const lasting: ReadonlySet<string | undefined> = new Set(['no-home', 'no-sqlite', 'newer-format']);

/**
 * Shares tokens between the processes of one user on one machine: a small SQLite database per token, mode 0600 in a
 * folder of mode 0700. A lock ends with the process that holds it, however it dies. Nothing is opened before the first
 * use or stays open after it.
 *
 * Its functions reject when the folder or a file in it is a symbolic link or another user's, and for what the file
 * system refuses; a damaged or foreign database is a miss and gets replaced. Without a home, without `node:sqlite`, or
 * beside a newer format, the first call rejects and later ones use memory.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` for an unusable or unknown option
 */
export function fileCache(options: FileCacheOptions = {}): TokenCache {
  const { directory, clock = systemClock } = readOptions('fileCache()', options, ['directory', 'clock']);
  if (directory !== undefined && (typeof directory !== 'string' || directory.trim() === '')) {
    throw configError('directory must be the path of a folder: correct it, or leave it out.');
  }
  if (typeof clock?.now !== 'function') throw configError('clock must be an object with now: pass one.');
  // Resolved now, so that a later change of the working folder does not move it.
  const given = directory === undefined ? undefined : nodePath.resolve(directory);
  const memory = memoryCache({ clock });
  let useless = false;

  const folder = (): string => {
    const found = given ?? defaultDirectory();
    if (found !== undefined) return found;
    throw configError(
      'fileCache() found no home folder: set HOME or XDG_CACHE_HOME, or pass directory. Tokens are kept in memory only.',
      'no-home',
    );
  };
  const attempt = async <T>(inFiles: (folder: string) => T, inMemory: () => Promise<T>): Promise<T> => {
    if (useless) return inMemory();
    try {
      return await retryWhileBusy(() => inFiles(folder()));
    } catch (error) {
      useless = TokenError.isInstance(error) && lasting.has(error.reason);
      throw error;
    }
  };

  return {
    get: (key) =>
      attempt(
        (folder) => {
          const path = pathOf(folder, key, 'sqlite');
          return checkDirectory(folder) && checkPrivateFile(path) ? readToken(path, clock.now()) : undefined;
        },
        () => memory.get(key),
      ),
    set: (key, value, expiresAt) =>
      attempt(
        (folder) => {
          const path = pathOf(folder, key, 'sqlite');
          makeDirectory(folder);
          if (makePrivateFile(path)) removeStaleFiles(folder);
          writeToken(path, value, expiresAt);
        },
        () => memory.set(key, value, expiresAt),
      ),
    lock: (key, ttlMs) =>
      attempt(
        (folder) => {
          const path = pathOf(folder, key, 'lock');
          makeDirectory(folder);
          return lockFile(path, ttlMs);
        },
        async () => memory.lock?.(key, ttlMs),
      ),
  };
}

function pathOf(folder: string, key: string, kind: 'sqlite' | 'lock'): string {
  if (!/^[a-z0-9-]{1,64}$/.test(key)) {
    throw configError('A cache key must be 1 to 64 characters of a-z, 0-9 and "-": use the keys that core makes.');
  }
  return nodePath.join(folder, `${key}.${kind}`);
}
