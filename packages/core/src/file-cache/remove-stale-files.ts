import type { TokenCacheLock } from '../cache/token-cache.ts';
import { nodeFs, nodePath } from './builtins.ts';
import { lockFile } from './lock-file.ts';
import { removeDatabase } from './token-database.ts';

// A token lives 7 days at most.
const staleMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Removes what rotated secrets have left behind: databases that nobody has written to for 30 days, with their locks,
 * unless one is held. What cannot be removed is left.
 */
export function removeStaleFiles(directory: string): void {
  const names = nodeFs.readdirSync(directory);
  for (const name of names) {
    if (!/^tk1-.*\.sqlite$/.test(name)) continue;
    try {
      removeIfStale(directory, name, names);
    } catch {
      // A folder, a loop of links, another user's: no reason to keep a token from being stored.
    }
  }
}

function removeIfStale(directory: string, name: string, names: readonly string[]): void {
  const path = nodePath.join(directory, name);
  const changedAt = nodeFs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
  if (Date.now() - changedAt < staleMs) return;
  const key = name.replace(/\.sqlite$/, '');
  const paths = names
    .filter((other) => other.startsWith(key) && other.endsWith('.lock'))
    .map((other) => nodePath.join(directory, other));
  const locks: TokenCacheLock[] = [];
  try {
    for (const each of paths) {
      const lock = lockFile(each, staleMs);
      if (lock === undefined) return;
      locks.push(lock);
    }
    removeDatabase(path);
    for (const each of paths) nodeFs.rmSync(each, { force: true });
  } finally {
    for (const lock of locks) void lock.release();
  }
}
