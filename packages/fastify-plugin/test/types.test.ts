import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const strict = ['--ignoreConfig', '--noEmit', '--strict', '--exactOptionalPropertyTypes'];
const node = ['--target', 'es2023', '--lib', 'es2023,esnext.disposable', '--types', 'node'];

/** What the compiler says of these fixtures, which import the built package by its name. */
async function complaints(files: readonly string[], ...options: string[]): Promise<string> {
  const paths = files.map((file) => `test/fixtures/types/${file}`);
  return promisify(execFile)(process.execPath, [compiler, ...strict, ...node, ...options, ...paths], {
    cwd: root,
  }).then(
    ({ stdout }) => stdout,
    (error: unknown) => String(Reflect.get(Object(error), 'stdout')),
  );
}

describe('the types of the built package', { timeout: 120_000 }, () => {
  const modules = ['app.mts', 'augmentation-alone.mts'];

  it('hold in ES modules under nodenext', async () => {
    expect(await complaints(modules, '--module', 'nodenext')).toBe('');
  });

  it('hold in CommonJS under nodenext, where what require gives is the plugin', async () => {
    expect(await complaints(['app.cts'], '--module', 'nodenext')).toBe('');
  });

  it('hold under bundler resolution', async () => {
    expect(await complaints(modules, '--module', 'esnext', '--moduleResolution', 'bundler')).toBe('');
  });
});
