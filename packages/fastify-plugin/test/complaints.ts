import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const strict = ['--noEmit', '--strict', '--exactOptionalPropertyTypes'];
const node = ['--target', 'es2022', '--lib', 'es2023,esnext.disposable,dom', '--types', 'node'];
// Files named on the command line: 7 complains of a tsconfig.json beside them, older ones pass it over.
const ignoring = { typescript: ['--ignoreConfig'], 'typescript-5.4': [] } as const;

/** The current compiler, and the oldest that reads our types. */
export type Compiler = keyof typeof ignoring;

/** What the compiler says of these files, which import the package by its name: nothing if all is well. */
export async function complaints(
  paths: readonly string[],
  options: readonly string[] = ['--module', 'nodenext'],
  compiler: Compiler = 'typescript',
): Promise<string> {
  const tsc = fileURLToPath(new URL(`../node_modules/${compiler}/bin/tsc`, import.meta.url));
  const flags = [...ignoring[compiler], ...strict, ...node, ...options];
  return promisify(execFile)(process.execPath, [tsc, ...flags, ...paths], { cwd: root }).then(
    ({ stdout }) => stdout,
    (error: unknown) => String(Reflect.get(Object(error), 'stdout')),
  );
}
