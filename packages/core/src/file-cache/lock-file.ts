import type { DatabaseSync } from 'node:sqlite';
import type { TokenCacheLock } from '../cache/token-cache.ts';
import { systemClock } from '../concurrency/clock.ts';
import { nodeFs } from './builtins.ts';
import { loadSqlite } from './load-sqlite.ts';
import { makePrivateFile } from './private-file.ts';
import { sqliteFault } from './sqlite-fault.ts';

// A timer for longer fires at once.
const longestMs = 2 ** 31 - 1;

/**
 * Takes a lock that the kernel frees when its holder dies: a write transaction of SQLite on an empty database of its
 * own, so that holding it keeps nobody from reading or publishing the token.
 *
 * @param ttlMs when a holder that lives on loses it
 * @returns `undefined` at once when somebody holds it
 */
export function lockFile(path: string, ttlMs: number): TokenCacheLock | undefined {
  makePrivateFile(path);
  let database: DatabaseSync | undefined;
  try {
    database = begin(path);
  } catch (error) {
    const fault = sqliteFault(error);
    if (fault === 'busy') return undefined;
    if (fault === 'other') throw error;
    // Nothing is ever written to it: somebody else has.
    nodeFs.rmSync(path, { force: true });
    makePrivateFile(path);
    database = begin(path);
  }
  const held = database;
  const free = (): void => {
    timer.cancel();
    if (held.isOpen) held.close();
  };
  const timer = systemClock.setTimer(free, Math.min(ttlMs, longestMs));
  return { release: async () => free() };
}

function begin(path: string): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(path);
  try {
    // No journal on the disk, since nothing is ever written.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
