import { configError } from '../errors/config-error.ts';
import { nodeFs, nodePath } from './builtins.ts';
import { madeHere, tagFolder } from './made-here.ts';
import { refuseForeign } from './refuse-foreign.ts';

/**
 * Checks the cache's folder. One that this cache made is closed again when somebody has opened it to others, as
 * Kubernetes does to a volume with an `fsGroup` at every mount; the mode of any other is not changed.
 *
 * Why: docs/why.md#folder
 *
 * @returns whether there is one
 * @throws TokenError `ERR_TOKEN_CONFIG` when it is a symbolic link, no folder, another user's, or open to others
 */
export function checkFolder(folder: string): boolean {
  const found = nodeFs.lstatSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (!found.isDirectory()) {
    throw configError(`The cache folder ${folder} is a link or no folder: remove it, or pass another directory.`);
  }
  refuseForeign(folder, found);
  // Where there are no users, as on Windows, the mode says nothing.
  if (process.geteuid === undefined || (found.mode & 0o077) === 0) return true;
  if (!madeHere(folder)) {
    throw configError(
      `The cache folder ${folder} is open to other users: pass a folder of its own in it, such as ${nodePath.join(folder, 'tokenkeep')}, or close it (chmod 700).`,
    );
  }
  nodeFs.chmodSync(folder, 0o700);
  return true;
}

/**
 * Makes the cache's folder, for its user alone, or checks the one there is.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` as {@link checkFolder}, and where another user would be locked out
 */
export function makeFolder(folder: string): void {
  if (checkFolder(folder)) return;
  if (makeMissing(folder)) tagFolder(folder);
  // Whoever was quicker is checked as well.
  checkFolder(folder);
}

/**
 * Makes a folder and those missing above it, one by one: a umask may keep the next from being made in the last.
 *
 * @returns false when somebody was quicker
 */
function makeMissing(folder: string): boolean {
  const parent = nodePath.dirname(folder);
  if (parent !== folder && !nodeFs.existsSync(parent)) makeMissing(parent);
  refuseToLockOut(parent);
  try {
    nodeFs.mkdirSync(folder, 0o700);
  } catch (error) {
    if (nodeFs.existsSync(folder)) return false;
    throw error;
  }
  nodeFs.chmodSync(folder, 0o700);
  return true;
}

/**
 * A folder that root makes in the home of a user, under `sudo` with `HOME` kept, is one that the user cannot enter.
 * In one of root's, such as a volume, anybody may make his own.
 *
 * Why: docs/why.md#folder
 */
function refuseToLockOut(parent: string): void {
  const user = process.geteuid?.();
  const { uid } = nodeFs.statSync(parent);
  if (user === undefined || uid === user || uid === 0) return;
  throw configError(
    `No cache folder is made in ${parent}, since it belongs to another user (${uid}), who would be locked out: run as its owner, set HOME or XDG_CACHE_HOME, or pass another directory.`,
  );
}
