import type { DatabaseSync } from 'node:sqlite';
import type { TokenCacheLock } from '../cache/token-cache.ts';
import { systemClock } from '../concurrency/clock.ts';
import { nodeFs } from './builtins.ts';
import { fileFault } from './file-fault.ts';
import { openDatabase } from './open-database.ts';
import { makePrivateFile } from './private-file.ts';

// A timer for longer fires at once. (docs/why.md#file-locks)
const longestMs = 2 ** 31 - 1;

/**
 * Takes a lock that the kernel releases when its holder dies: a write transaction of SQLite on a separate, empty
 * database, so that holding it keeps nobody from reading or storing the token.
 *
 * Why: docs/why.md#file-locks
 *
 * @param ttlMs after this time a holder that is still alive loses it
 * @returns `undefined` at once if somebody holds it, or if locks do not work here
 */
export function lockFile(path: string, ttlMs: number): TokenCacheLock | undefined {
  makePrivateFile(path);
  let held: DatabaseSync | undefined;
  try {
    held = begin(path);
  } catch (error) {
    const fault = fileFault(error);
    if (fault === 'busy') return undefined;
    if (fault !== 'damaged') throw error;
    // The cache never writes to it, so somebody else has.
    nodeFs.rmSync(path, { force: true });
    makePrivateFile(path);
    held = begin(path);
  }
  const free = (): void => {
    timer.cancel();
    held?.close();
    // Node 22.13 has no `isOpen` to ask, and closing twice throws.
    held = undefined;
  };
  const timer = systemClock.setTimer(free, Math.min(ttlMs, longestMs));
  return { release: async () => free() };
}

function begin(path: string): DatabaseSync {
  const database = openDatabase(path);
  try {
    // No journal on the disk, since nothing is ever written.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
