import { lstatSync, statfsSync } from 'node:fs';
import { fine, mend, type Finding } from './finding.ts';

/** Room for a few hundred databases. */
const leastBytes = 4 * 1024 * 1024;

/** Looks at the folder of the file cache: what it is, whose, who may read it, and the room on its disk. */
export function checkCacheFolder(folder: string | undefined): Finding {
  if (folder === undefined)
    return mend('There is no home folder for the cache: set HOME or XDG_CACHE_HOME, or give --cache-dir.');
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return fine(`The cache folder ${folder} will be made when a token is stored`);
  if (!found.isDirectory()) return mend(`The cache folder ${folder} is a link or a file: remove it.`);
  const user = process.geteuid?.();
  if (user !== undefined && found.uid !== user) {
    return mend(`The cache folder ${folder} belongs to another user: remove it, or give --cache-dir.`);
  }
  if (user !== undefined && (found.mode & 0o077) !== 0) {
    return mend(`The cache folder ${folder} is open to others: chmod 700 ${folder}`);
  }
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < leastBytes) return mend(`The disk of ${folder} is full: make room on it, or give --cache-dir.`);
  return fine(`The cache folder ${folder} is private, and has room`);
}
