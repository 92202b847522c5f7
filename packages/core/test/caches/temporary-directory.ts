import { chmodSync, lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder in the system's temp folder; `using` removes it. */
export interface TemporaryDirectory extends Disposable {
  readonly path: string;
}

/** Makes one. */
export function temporaryDirectory(): TemporaryDirectory {
  const path = mkdtempSync(join(tmpdir(), 'tokenkeep-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** One that is open to everybody, so that an ordinary user gets to what lies in it. */
export function openTemporaryDirectory(): TemporaryDirectory {
  const directory = temporaryDirectory();
  chmodSync(directory.path, 0o777);
  return directory;
}

/** The permissions of a file or folder, octal. */
export function mode(path: string): string {
  return (lstatSync(path).mode & 0o777).toString(8);
}
