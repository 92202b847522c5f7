import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { expectToCompile } from './expect-to-compile.ts';

const example = fileURLToPath(new URL('..', import.meta.url));

it('shows snippets in the README that compile as they stand', async () => {
  const readme = await readFile(join(example, '../../README.md'), 'utf8');
  const snippets = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '');
  expect(snippets).toHaveLength(4);
  // What a user sends must stay the segment that it is meant for.
  expect(readme).not.toMatch(/https:\/\/\S*\$\{(?!encodeURIComponent\(|id\})/);
  await expectToCompile(snippets);
});

it('shows every picture that is kept, in one of two READMEs', async () => {
  const readmes = await Promise.all(
    ['../../README.md', 'README.md'].map((path) => readFile(join(example, path), 'utf8')),
  );
  const shown = readmes.join('').match(/(?<=docs\/screenshots\/)[\w-]+\.png(?=\))/g) ?? [];
  expect(shown.toSorted()).toEqual((await readdir(join(example, '../../docs/screenshots'))).toSorted());
});
