import type * as sqlite from 'node:sqlite';
import { configError } from '../errors/config-error.ts';

/**
 * Loads the SQLite of Node, Bun or Deno, at first use. Asked of the runtime instead of imported, so that no bundler
 * trips over it.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` (`no-sqlite`) when this runtime was built without it
 */
export function loadSqlite(): typeof sqlite {
  const { emitWarning } = process;
  // Node 22 warns once that SQLite is experimental, which is no news to whoever uses a cache. Node looks the function
  // up at that moment and loading is synchronous, so no other warning can be swallowed.
  process.emitWarning = () => undefined;
  let loaded: typeof sqlite | undefined;
  try {
    loaded = process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
  if (loaded !== undefined) return loaded;
  throw configError(
    'fileCache() needs node:sqlite, which this runtime lacks: use Node 22.13 or newer, Bun or Deno.',
    'no-sqlite',
  );
}
