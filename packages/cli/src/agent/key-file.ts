import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { UsageError } from '../usage-error.ts';

/** 16 characters, as short as a key may be that whoever reaches the port can try. */
const shortest = 16;

/**
 * The local key: what stands in the file, which must be this user's alone; without a file, a new one is made, with 256
 * random bits, mode 0600. It stays the same over restarts, so that programs need no restart either.
 *
 * @throws UsageError naming the file and what to do
 */
export function readKeyFile(file: string): string {
  const made = make(file);
  if (made !== undefined) return made;
  const descriptor = open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const { mode, uid } = fstatSync(descriptor);
    const owner = process.geteuid?.();
    if (owner !== undefined && uid !== owner) throw new UsageError(`${file} belongs to another user: remove it.`);
    if (owner !== undefined && (mode & 0o077) !== 0)
      throw new UsageError(`${file} is open to others: chmod 600 ${file}`);
    const key = readFileSync(descriptor, 'utf8').trim();
    if (key.length >= shortest && /^[!-~]+$/.test(key)) return key;
    throw new UsageError(
      `${file} must hold at least ${String(shortest)} characters without spaces: remove it to get a new key.`,
    );
  } finally {
    closeSync(descriptor);
  }
}

/** Under a name of its own first, so that whoever starts at the same moment finds the key whole, or none. */
function make(file: string): string | undefined {
  const key = randomBytes(32).toString('base64url');
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    if (lstatSync(file, { throwIfNoEntry: false }) !== undefined) return undefined;
    writeFileSync(draft, `${key}\n`, { mode: 0o600, flag: 'wx' });
    linkSync(draft, file);
    return key;
  } catch (error) {
    if (Object(error).code === 'EEXIST') return undefined;
    throw unusable(file, error);
  } finally {
    rmSync(draft, { force: true });
  }
}

function open(file: string, flags: number): number {
  try {
    return openSync(file, flags);
  } catch (error) {
    throw unusable(file, error);
  }
}

function unusable(file: string, error: unknown): UsageError {
  const { code = 'unknown' }: { code?: unknown } = Object(error);
  return new UsageError(`The key file ${file} cannot be used (${String(code)}): check its path, or give --key-file.`);
}
