/** What an error of SQLite means for a cache. */
export type SqliteFault = 'busy' | 'damaged' | 'other';

/** Told by SQLite's message, since not every runtime hands its error code on. */
export function sqliteFault(error: unknown): SqliteFault {
  const message = error instanceof Error ? error.message : '';
  if (/is locked/.test(message)) return 'busy';
  return /not a database|malformed|no such (?:table|column)|unsupported file format|readonly database/.test(message)
    ? 'damaged'
    : 'other';
}
