import { configError } from '../errors/config-error.ts';
import { TokenError } from '../errors/token-error.ts';

/** What an error of the disk or of SQLite means for the cache. */
export type FileFault = 'busy' | 'gone' | 'damaged' | 'lasting' | 'passing';

// Permissions, links, and paths that no disk takes: `ERR_ACCESS_DENIED` is Node's permission model, `NotCapable` Deno's.
const lasting = /^(?:EACCES|EPERM|EROFS|ENOTDIR|ELOOP|EEXIST|ENAMETOOLONG|ERR_ACCESS_DENIED|NotCapable)$/;
// SQLITE_IOERR_UNLOCK, _RDLOCK, _CHECKRESERVEDLOCK and _LOCK.
const lockCodes: ReadonlySet<unknown> = new Set([2058, 2314, 3594, 3850]);

/**
 * | error | fault | what follows |
 * | --- | --- | --- |
 * | SQLite: locked, or a lock that could not be set | `busy` | tried again, unless locks do not work here |
 * | no such file | `gone` | a miss; what writes tries again |
 * | SQLite: no database, or one that is no use | `damaged` | a miss; replaced by the next value |
 * | what the cache refuses, no permission, a path that cannot be | `lasting` | memory from then on |
 * | a full disk, no file handles, all else | `passing` | the call fails |
 */
export function fileFault(error: unknown): FileFault {
  if (TokenError.isInstance(error)) return 'lasting';
  const word = wordOf(error);
  if (word === 'ENOENT') return 'gone';
  if (lasting.test(word)) return 'lasting';
  // By the message, since not every runtime hands SQLite's code on.
  const message = error instanceof Error ? error.message : '';
  if (/is locked/.test(message) || lockCodes.has(Object(error).errcode)) return 'busy';
  return /not a database|malformed|no such (?:table|column)|unsupported file format|readonly database/.test(message)
    ? 'damaged'
    : 'passing';
}

/** The error to reject with: it names the folder and, in the words of the system or of SQLite, the cause. */
export function explainFault(error: unknown, folder: string): TokenError {
  if (TokenError.isInstance(error)) return error;
  const word = wordOf(error);
  if (/^ENOSPC$|^EDQUOT$|disk is full/.test(word)) {
    return configError(`The disk of the cache folder ${folder} is full (${word}): make room on it.`);
  }
  if (word === 'ENAMETOOLONG') {
    return configError(`The path of the cache folder ${folder} is too long (${word}): pass a shorter directory.`);
  }
  return fileFault(error) === 'lasting'
    ? configError(
        `The cache folder ${folder} cannot be used (${word}): give this process the right to it, or pass another directory.`,
      )
    : configError(`The cache folder ${folder} failed (${word}): check its disk.`);
}

const sentences =
  /database (?:table )?is locked|attempt to write a readonly database|disk I\/O error|malformed|database or disk is full|unable to open database file|locking protocol|file is not a database|out of memory/;

/** A system's code such as `ENOSPC`, or SQLite's own words for its code; never the whole message. */
function wordOf(error: unknown): string {
  const { code, errstr, message, name }: Readonly<Record<string, unknown>> = Object(error);
  if (typeof errstr === 'string') return errstr;
  const said = typeof message === 'string' ? sentences.exec(message)?.[0] : undefined;
  if (said !== undefined) return said;
  return String(typeof code === 'string' ? code : name);
}
