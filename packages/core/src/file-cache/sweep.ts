import { systemClock, type FullClock } from '../concurrency/clock.ts';
import { nodeFs, nodePath } from './builtins.ts';
import { lockFile } from './lock-file.ts';
import { makePrivateFile } from './private-file.ts';
import { removeDatabase } from './token-database.ts';

/** Why: docs/why.md#sweep */
const dayMs = 24 * 60 * 60 * 1000;
/** A token lives 7 days at most, so a file that has not changed for this long is not needed. (docs/why.md#sweep) */
const staleMs = 30 * dayMs;

/** To remove a lock takes most of a millisecond, so a step blocks the process for a few. (docs/why.md#sweep) */
const step = 8;
const pauseMs = 20;
/**
 * The most files that one sweep looks at, in about half a minute. The rest waits for the next day.
 *
 * Why: docs/why.md#sweep
 */
const most = 10_000;

/**
 * Removes the cache's files that nobody has written to for 30 days, such as those of rotated secrets, older formats and
 * killed processes. It runs in the background in small steps and does not keep the process alive. It does nothing if
 * another sweep ended less than a day ago. A file that cannot be removed stays.
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
  // Marked only at the end, so that several short-lived processes together finish a sweep.
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
    // A process that has just opened it now locks a removed file, which costs at most one exchange more.
    const lock = lockFile(path, dayMs);
    if (lock === undefined) return;
    nodeFs.rmSync(path, { force: true });
    void lock.release();
  } catch {
    // It belongs to another user, or the disk has become read-only.
  }
}

/** How long ago a file was written, forever for none. The clock may have been set back since. */
function ageOf(path: string, clock: FullClock): number {
  const changedAt = nodeFs.lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
  return Math.abs(clock.now() - changedAt);
}
