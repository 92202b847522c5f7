import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tokenClientOptionNames } from '@tokenkeep/core';
import { expect, it } from 'vitest';
import { bySources, complaints } from './complaints.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

it('every snippet of the README compiles', { timeout: 120_000 }, async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  // The one on Redis runs in a stock app, see test-apps.
  const snippets = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].flatMap(([, code = '']) =>
    code.includes('@tokenkeep/redis-cache') ? [] : [code],
  );
  // Inside the package, so that it resolves itself by its name.
  const folder = await mkdtemp(join(root, '.snippets-'));
  try {
    const paths = snippets.map((_, index) => join(folder, `snippet-${index}.mts`));
    await Promise.all(paths.map((path, index) => writeFile(path, snippets[index] ?? '')));

    expect(snippets.length).toBe(5);
    expect(await complaints(paths, ['--module', 'nodenext', ...bySources])).toBe('');
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('every option of a client is named in the README', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  expect(tokenClientOptionNames.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});
