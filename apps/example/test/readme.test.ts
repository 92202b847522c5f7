import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileSnippets } from '@tokenkeep/pages';
import { expect, it } from 'vitest';

const example = fileURLToPath(new URL('..', import.meta.url));

it('shows snippets in the README that compile as they stand', async () => {
  const readme = await readFile(join(example, '../../README.md'), 'utf8');
  expect(compileSnippets(readme, example)).toEqual({ compiled: 4, complaints: '' });
  // What a user sends must stay the segment that it is meant for.
  expect(readme).not.toMatch(/https:\/\/\S*\$\{(?!encodeURIComponent\(|id\})/);
});

it('shows every picture that is kept, in one of two READMEs', async () => {
  const readmes = await Promise.all(
    ['../../README.md', 'README.md'].map((path) => readFile(join(example, path), 'utf8')),
  );
  const shown = readmes.join('').match(/(?<=docs\/screenshots\/)[\w-]+\.png(?=\))/g) ?? [];
  expect(shown.toSorted()).toEqual((await readdir(join(example, '../../docs/screenshots'))).toSorted());
});
