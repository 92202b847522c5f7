import { configError } from '../errors/config-error.ts';
import { nodeFs } from './builtins.ts';
import { refuseForeign } from './refuse-foreign.ts';

/**
 * Checks a file of the cache, and closes one that is open to others. It is never opened here: closing any handle of a
 * file would drop the locks that SQLite holds on it in this process (POSIX).
 *
 * @returns whether there is one
 * @throws TokenError `ERR_TOKEN_CONFIG` when it is a symbolic link, no file, or another user's
 */
export function checkPrivateFile(path: string): boolean {
  const found = nodeFs.lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (!found.isFile()) throw configError(`${path} is a link or no file: remove it, or pass another directory.`);
  refuseForeign(path, found);
  if ((found.mode & 0o077) !== 0) nodeFs.chmodSync(path, 0o600);
  return true;
}

/**
 * Makes an empty file that only its user can read, whatever the umask, or checks the one there is.
 *
 * @returns whether it was made
 */
export function makePrivateFile(path: string): boolean {
  if (checkPrivateFile(path)) return false;
  try {
    nodeFs.closeSync(nodeFs.openSync(path, 'wx', 0o600));
  } catch (error) {
    // Somebody was quicker.
    if (checkPrivateFile(path)) return false;
    throw error;
  }
  nodeFs.chmodSync(path, 0o600);
  return true;
}
