import { systemClock, type FullClock } from '../concurrency/clock.ts';
import { nodeFs, nodePath } from './builtins.ts';
import { lockFile } from './lock-file.ts';
import { makePrivateFile } from './private-file.ts';
import { removeDatabase } from './token-database.ts';

/** Why: docs/why.md#sweep */
const dayMs = 24 * 60 * 60 * 1000;
/** A token lives 7 days at most; nobody needs what has not changed for so long. (docs/why.md#sweep) */
const staleMs = 30 * dayMs;

/** To remove a lock takes most of a millisecond, so that a step stops the process for a few. (docs/why.md#sweep) */
const step = 8;
const pauseMs = 20;
/**
 * Some half a minute of steps, ten days of a new secret every two minutes. What is left is for the next day.
 *
 * Why: docs/why.md#sweep
 */
const most = 10_000;

/**
 * Removes what rotated secrets, older formats and killed processes have left in a folder: files of the cache that
 * nobody has written to for 30 days. It runs behind the caller in small steps, keeps no process alive, and does
 * nothing where another sweep has ended within a day. What cannot be removed is left.
 */
export async function sweep(folder: string, clock: FullClock = systemClock): Promise<void> {
  const pause = (): Promise<void> => new Promise((resolve) => void clock.setTimer(resolve, pauseMs));
  const mark = nodePath.join(folder, 'last-sweep');
  await pause();
  if (ageOf(mark, clock) < dayMs) return;
  const entries = nodeFs.opendirSync(folder);
  try {
    for (let seen = 1; seen <= most; seen += 1) {
      const entry = entries.readSync();
      if (entry === null) break;
      if (entry.isFile() && /^(?:tk\d+|probe)-/.test(entry.name))
        removeIfStale(nodePath.join(folder, entry.name), clock);
      if (seen % step === 0) await pause();
    }
  } finally {
    entries.closeSync();
  }
  // At the end, so that processes which live for a moment get on with it between them.
  makePrivateFile(mark);
  const now = clock.now() / 1000;
  nodeFs.utimesSync(mark, now, now);
}

function removeIfStale(path: string, clock: FullClock): void {
  try {
    if (ageOf(path, clock) < staleMs) return;
    if (!path.endsWith('.lock')) {
      removeDatabase(path);
      return;
    }
    // Whoever opened it a moment ago locks a file that is gone, which costs one exchange more at most.
    const lock = lockFile(path, dayMs);
    if (lock === undefined) return;
    nodeFs.rmSync(path, { force: true });
    void lock.release();
  } catch {
    // Another user's, or on a disk that has become read-only.
  }
}

/** How long ago a file was written, forever for none. The clock may have been set back since. */
function ageOf(path: string, clock: FullClock): number {
  const changedAt = nodeFs.lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
  return Math.abs(clock.now() - changedAt);
}
