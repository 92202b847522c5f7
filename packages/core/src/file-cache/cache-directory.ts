import { configError } from '../errors/config-error.ts';
import { nodeFs, nodeOs, nodePath } from './builtins.ts';
import { refuseForeign } from './refuse-foreign.ts';

/**
 * The user's cache folder (XDG Base Directory Specification): `$XDG_CACHE_HOME/tokenkeep`, else
 * `~/.cache/tokenkeep`. Never a temp folder.
 *
 * @returns `undefined` for a user without a home
 */
export function defaultDirectory(): string | undefined {
  const configured = process.env['XDG_CACHE_HOME'];
  // The specification: a relative path is to be ignored.
  if (configured !== undefined && nodePath.isAbsolute(configured)) return nodePath.join(configured, 'tokenkeep');
  try {
    const home = nodeOs.homedir();
    return nodePath.isAbsolute(home) && nodeFs.statSync(home).isDirectory()
      ? nodePath.join(home, '.cache', 'tokenkeep')
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Checks the cache's folder, and closes one that is open to others.
 *
 * @returns whether there is one
 * @throws TokenError `ERR_TOKEN_CONFIG` when it is a symbolic link, no folder, or another user's
 */
export function checkDirectory(directory: string): boolean {
  const found = nodeFs.lstatSync(directory, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (!found.isDirectory()) {
    throw configError(`The cache folder ${directory} is a link or no folder: remove it, or choose another directory.`);
  }
  refuseForeign(directory, found);
  if ((found.mode & 0o077) !== 0) nodeFs.chmodSync(directory, 0o700);
  return true;
}

/** Makes the cache's folder, for its user alone, or checks the one there is. */
export function makeDirectory(directory: string): void {
  if (checkDirectory(directory)) return;
  makeMissing(directory);
  // Whoever was quicker is checked as well; a umask may have taken too much.
  if (checkDirectory(directory)) nodeFs.chmodSync(directory, 0o700);
}

/** Makes a folder and those missing above it, one by one: a umask may keep the next from being made in the last. */
function makeMissing(directory: string): void {
  const parent = nodePath.dirname(directory);
  if (parent !== directory && !nodeFs.existsSync(parent)) makeMissing(parent);
  try {
    nodeFs.mkdirSync(directory, 0o700);
  } catch (error) {
    // Somebody was quicker.
    if (nodeFs.existsSync(directory)) return;
    throw error;
  }
  nodeFs.chmodSync(directory, 0o700);
}
