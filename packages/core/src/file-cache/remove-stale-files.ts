import { nodeFs, nodePath } from './builtins.ts';
import { removeDatabase } from './token-database.ts';

// A token lives 7 days at most.
const staleMs = 30 * 24 * 60 * 60 * 1000;

/** Removes what rotated secrets have left behind: databases that nobody has written to for 30 days. */
export function removeStaleFiles(directory: string): void {
  for (const name of nodeFs.readdirSync(directory)) {
    if (!/^tk1-.*\.sqlite$/.test(name)) continue;
    const path = nodePath.join(directory, name);
    const changedAt = nodeFs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - changedAt < staleMs) continue;
    removeDatabase(path);
    nodeFs.rmSync(path.replace(/sqlite$/, 'lock'), { force: true });
  }
}
