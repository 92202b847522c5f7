import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { removeDatabase } from './token-database.ts';

// A token lives 7 days at most.
const staleMs = 30 * 24 * 60 * 60 * 1000;

/** Removes what rotated secrets have left behind: databases that nobody has written to for 30 days. */
export function removeStaleFiles(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (!/^tk1-.*\.sqlite$/.test(name)) continue;
    const path = join(directory, name);
    const changedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - changedAt < staleMs) continue;
    removeDatabase(path);
    rmSync(path.replace(/sqlite$/, 'lock'), { force: true });
  }
}
