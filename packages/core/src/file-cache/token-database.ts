import type { DatabaseSync } from 'node:sqlite';
import { configError } from '../errors/config-error.ts';
import { nodeFs } from './builtins.ts';
import { fileFault } from './file-fault.ts';
import { openDatabase } from './open-database.ts';
import { makePrivateFile } from './private-file.ts';

// "tokn", which tells our databases from others. (docs/why.md#not-flushed)
const applicationId = 0x746f6b6e;
const formatVersion = 1;

const table =
  'CREATE TABLE token (id INTEGER PRIMARY KEY CHECK (id = 1), value TEXT NOT NULL, expires_at REAL NOT NULL) STRICT';

const schema = `
  ${table};
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${formatVersion};
`;

/** The longest a sealed token can be: what is longer is nobody's token, and not read. (docs/why.md#sealed-length) */
const longestValue = 24_576;

/** @returns the value that has not expired at `now`; `undefined` also for a damaged or foreign database */
export function readToken(path: string, now: number): string | undefined {
  return withDatabase(path, (database) => {
    try {
      if (format(database) !== 'ours') return undefined;
      const { value, expiresAt } = readRow(database, `CASE WHEN octet_length(value) <= ${longestValue} THEN value END`);
      return typeof value === 'string' && Number(expiresAt) > now ? value : undefined;
    } catch (error) {
      if (fileFault(error) === 'damaged') return undefined;
      throw error;
    }
  });
}

/** Stores the value in a file that exists. A damaged or foreign database is replaced. */
export function writeToken(path: string, value: string, expiresAt: number): void {
  try {
    if (write(path, value, expiresAt)) return;
  } catch (error) {
    if (fileFault(error) !== 'damaged') throw error;
  }
  removeDatabase(path);
  makePrivateFile(path);
  if (write(path, value, expiresAt)) return;
  throw configError(`${path} does not give back what is stored in it: check its disk, or pass another directory.`);
}

/** Removes a database with what SQLite keeps beside it. */
export function removeDatabase(path: string): void {
  // The journal first: without its database it would be rolled back into the next one.
  nodeFs.rmSync(`${path}-journal`, { force: true });
  nodeFs.rmSync(path, { force: true });
}

/** @returns false for a database of somebody else, or one so damaged that it does not give back what it was given */
function write(path: string, value: string, expiresAt: number): boolean {
  return withDatabase(path, (database) => {
    // Not flushed to the disk: after a power cut the entry may be lost or damaged, which is a miss; after the death of
    // a process it is whole. (docs/why.md#not-flushed)
    database.exec('PRAGMA synchronous = OFF; BEGIN IMMEDIATE');
    const found = format(database);
    if (found === 'foreign') return false;
    if (found === 'empty') database.exec(schema);
    database.prepare('INSERT OR REPLACE INTO token VALUES (1, ?, ?)').run(value, expiresAt);
    const stored = readRow(database);
    if (stored.value !== value || stored.expiresAt !== expiresAt) return false;
    database.exec('COMMIT');
    return true;
  });
}

function readRow(database: DatabaseSync, column = 'value'): { readonly value: unknown; readonly expiresAt: unknown } {
  const row = database.prepare(`SELECT ${column} AS value, expires_at FROM token`).get();
  return { value: row?.['value'], expiresAt: row?.['expires_at'] };
}

/** @throws TokenError `ERR_TOKEN_CONFIG` (`newer-format`) for a database that a newer version of this package wrote */
function format(database: DatabaseSync): 'ours' | 'empty' | 'foreign' {
  const id = database.prepare('PRAGMA application_id').get()?.['application_id'];
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (id === applicationId && version > formatVersion) {
    throw configError(
      `The cache folder has a database of format ${version}, newer than this package’s (${formatVersion}): upgrade it, or pass another directory.`,
      'newer-format',
    );
  }
  // One changed bit in this text can make every read miss, or every write fail.
  const found = database.prepare('SELECT count(*) AS count, max(sql) AS sql FROM sqlite_schema').get();
  if (id === 0 && version === 0 && found?.['count'] === 0) return 'empty';
  const whole = found?.['count'] === 1 && found['sql'] === table;
  return id === applicationId && version === formatVersion && whole ? 'ours' : 'foreign';
}

/** Opens a database for one operation: nothing stays open, so there is nothing to close later. */
function withDatabase<T>(path: string, operation: (database: DatabaseSync) => T): T {
  const database = openDatabase(path);
  try {
    return operation(database);
  } finally {
    database.close();
  }
}
