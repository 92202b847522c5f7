import { nodeFs, nodePath } from './builtins.ts';
import { lockFile } from './lock-file.ts';

/**
 * Whether files can be locked in a folder at all. Of a file system without locks, such as NFS without its lock
 * service, SQLite says the same as of a lock that somebody holds; so one is tried that nobody else can hold.
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
    // Where nothing can be made, nothing can be told.
    return true;
  } finally {
    nodeFs.rmSync(path, { force: true });
  }
}
