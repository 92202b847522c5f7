import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { tokenClientOptionNames } from '@tokenkeep/core';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url));

it('every snippet of the README compiles', { timeout: 120_000 }, async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const snippets = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
  // Inside the package, so that it resolves itself by its name.
  const folder = await mkdtemp(join(root, '.snippets-'));
  try {
    const files = snippets.map((_, index) => `snippet-${index}.ts`);
    await Promise.all(files.map((file, index) => writeFile(join(folder, file), snippets[index] ?? '')));
    const compilerOptions = { declaration: false };
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../test/tsconfig.json', files, compilerOptions }),
    );
    expect(snippets).toHaveLength(7);
    const complaints = await promisify(execFile)(tsc, ['-p', folder]).then(
      () => '',
      (error: { readonly stdout: string }) => error.stdout,
    );
    expect(complaints).toBe('');
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('every option of a client is named in the README', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  expect(tokenClientOptionNames.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});
