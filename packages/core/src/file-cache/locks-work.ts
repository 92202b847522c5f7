import { nodeFs, nodePath } from './builtins.ts';
import { lockFile } from './lock-file.ts';

/**
 * Whether file locks work in a folder. On a file system without locks, such as NFS without its lock service, SQLite
 * reports the same error as for a lock that somebody holds. So this tries a lock that nobody else can hold.
 *
 * Why: docs/why.md#testing-for-locks
 */
export function locksWork(folder: string): boolean {
  const path = nodePath.join(folder, `probe-${globalThis.crypto.randomUUID()}.lock`);
  try {
    const lock = lockFile(path, 1000);
    void lock?.release();
    return lock !== undefined;
  } catch {
    // If no file can be created, locks cannot be tested.
    return true;
  } finally {
    nodeFs.rmSync(path, { force: true });
  }
}
