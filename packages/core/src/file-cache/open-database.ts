import type { DatabaseSync } from 'node:sqlite';
import { nodeFs, nodeUrl } from './builtins.ts';
import { loadSqlite } from './load-sqlite.ts';
import { checkPrivateFile } from './private-file.ts';

/**
 * In bytes, measured: 512 is the longest that SQLite takes, and a journal's name is longer by `-journal`.
 *
 * Why: docs/why.md#path-length
 */
const longestPath = 504;

/**
 * Opens a database whose file exists. SQLite would make a file that has just vanished anew, under a mode of its own;
 * so it is told not to.
 *
 * @throws the system's error where SQLite does not tell why it cannot open the file
 */
export function openDatabase(path: string): DatabaseSync {
  try {
    return open(path);
  } catch (error) {
    if (!/unable to open/.test(error instanceof Error ? error.message : '')) throw error;
    nodeFs.accessSync(path, nodeFs.constants.R_OK | nodeFs.constants.W_OK);
    if (new TextEncoder().encode(path).length > longestPath) {
      throw Object.assign(new Error('The path is too long for SQLite.'), { code: 'ENAMETOOLONG' });
    }
    throw error;
  }
}

function open(path: string): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  const url = nodeUrl.pathToFileURL(path);
  url.search = '?mode=rw';
  try {
    return new DatabaseSync(url);
  } catch (error) {
    // Node 22.13 and 22.14 take a path alone. What SQLite has made there is closed to others at once.
    if (!(error instanceof TypeError)) throw error;
    const database = new DatabaseSync(path);
    checkPrivateFile(path);
    return database;
  }
}
