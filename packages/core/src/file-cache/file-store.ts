import type { TokenCache } from '../cache/token-cache.ts';
import { systemClock, type Clock } from '../concurrency/clock.ts';
import { configError } from '../errors/config-error.ts';
import { nodePath } from './builtins.ts';
import { checkFolder, makeFolder } from './folder.ts';
import { lockFile } from './lock-file.ts';
import { locksWork } from './locks-work.ts';
import { checkPrivateFile, makePrivateFile } from './private-file.ts';
import { retryWhileBusy } from './retry-while-busy.ts';
import { sweep } from './sweep.ts';
import { readToken, writeToken } from './token-database.ts';

/**
 * How long the result of the lock test counts: a lock service can fail, but hardly between two refreshes.
 *
 * Why: docs/why.md#testing-for-locks
 */
const provenForMs = 60_000;

/** The cache in the files of a folder. It rejects with the error of the disk or of SQLite. */
export function fileStore(folder: string, clock: Pick<Clock, 'now'>): Required<Omit<TokenCache, 'timeoutMs'>> {
  let provenAt = -Infinity;
  let sweeping = false;

  const proveLocks = (): void => {
    if (systemClock.monotonic() - provenAt < provenForMs) return;
    if (!locksWork(folder)) {
      throw configError(
        `The file system of the cache folder ${folder} keeps no locks: pass a directory on a local disk.`,
        'no-locks',
      );
    }
    provenAt = systemClock.monotonic();
  };
  const sweepBehind = async (): Promise<void> => {
    if (sweeping) return;
    sweeping = true;
    // What is left over harms nobody.
    await sweep(folder).catch(() => undefined);
    sweeping = false;
  };

  return {
    get(key) {
      const path = pathOf(folder, key, 'sqlite');
      return retryWhileBusy(
        () => (checkFolder(folder) && checkPrivateFile(path) ? readToken(path, clock.now()) : undefined),
        proveLocks,
      );
    },
    set(key, value, expiresAt) {
      const path = pathOf(folder, key, 'sqlite');
      return retryWhileBusy(() => {
        makeFolder(folder);
        const made = makePrivateFile(path);
        writeToken(path, value, expiresAt);
        if (made) void sweepBehind();
      }, proveLocks);
    },
    lock(key, ttlMs) {
      const path = pathOf(folder, key, 'lock');
      return retryWhileBusy(() => {
        makeFolder(folder);
        const lock = lockFile(path, ttlMs);
        // If locks do not work here, the answer must not be that somebody holds it.
        if (lock === undefined) proveLocks();
        return lock;
      }, proveLocks);
    },
  };
}

function pathOf(folder: string, key: string, kind: 'sqlite' | 'lock'): string {
  return nodePath.join(folder, `${key}.${kind}`);
}
