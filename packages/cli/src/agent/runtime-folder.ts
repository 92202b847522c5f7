import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { defaultCacheDirectory } from '@tokenkeep/core/file-cache';
import { UsageError } from '../usage-error.ts';

/** The user's folder for sockets (XDG Base Directory Specification); without one, as on macOS, inside the cache folder. */
export function defaultRuntimeFolder(): string {
  const { XDG_RUNTIME_DIR: configured } = process.env;
  if (configured !== undefined && isAbsolute(configured)) return join(configured, 'tokenkeep');
  const cache = defaultCacheDirectory();
  if (cache !== undefined) return join(cache, 'agent');
  throw new UsageError('There is no XDG_RUNTIME_DIR and no home folder: give --socket or --key-file.');
}

/** Makes the folder, for its user alone, or checks the one there is. @returns it */
export function makeRuntimeFolder(folder: string): string {
  try {
    makeMissing(folder);
  } catch (error) {
    const { code = 'unknown' }: { code?: unknown } = Object(error);
    throw new UsageError(
      `${folder} cannot be made (${String(code)}): set XDG_RUNTIME_DIR, or give --socket or --key-file.`,
    );
  }
  const { mode, uid } = lstatSync(folder);
  const owner = process.geteuid?.();
  if (owner !== undefined && uid !== owner) throw new UsageError(`${folder} belongs to another user: remove it.`);
  if (owner !== undefined && (mode & 0o077) !== 0) {
    throw new UsageError(`${folder} is open to others: chmod 700 ${folder}`);
  }
  return folder;
}

/** One by one: `recursive` never ends where the system says that a folder's parent, which is there, is not (`/proc`). */
function makeMissing(folder: string): void {
  if (existsSync(folder)) return;
  if (!existsSync(dirname(folder))) makeMissing(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another agent that starts at the same moment was first.
    if (Object(error).code !== 'EEXIST') throw error;
  }
}
