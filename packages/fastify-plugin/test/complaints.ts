import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const strict = ['--ignoreConfig', '--noEmit', '--strict', '--exactOptionalPropertyTypes'];
const node = ['--target', 'es2023', '--lib', 'es2023,esnext.disposable,dom', '--types', 'node'];

/** What the compiler says of these files, which import the built package by its name: nothing if all is well. */
export async function complaints(paths: readonly string[], ...options: string[]): Promise<string> {
  return promisify(execFile)(process.execPath, [compiler, ...strict, ...node, ...options, ...paths], {
    cwd: root,
  }).then(
    ({ stdout }) => stdout,
    (error: unknown) => String(Reflect.get(Object(error), 'stdout')),
  );
}
