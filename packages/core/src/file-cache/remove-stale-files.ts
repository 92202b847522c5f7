import { nodeFs, nodePath } from './builtins.ts';
import { removeDatabase } from './token-database.ts';

// A token lives 7 days at most.
const staleMs = 30 * 24 * 60 * 60 * 1000;

/** Removes what rotated secrets have left behind: databases that nobody has written to for 30 days. */
export function removeStaleFiles(directory: string): void {
  const names = nodeFs.readdirSync(directory);
  for (const name of names) {
    if (!/^tk1-.*\.sqlite$/.test(name)) continue;
    const path = nodePath.join(directory, name);
    const changedAt = nodeFs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - changedAt < staleMs) continue;
    removeDatabase(path);
    const locks = names.filter((other) => other.startsWith(name.replace(/\.sqlite$/, '')) && other.endsWith('.lock'));
    for (const lock of locks) nodeFs.rmSync(nodePath.join(directory, lock), { force: true });
  }
}
