import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const example = fileURLToPath(new URL('..', import.meta.url));

it('shows snippets in the README that compile as they stand', async () => {
  const readme = await readFile(join(example, '../../README.md'), 'utf8');
  const snippets = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '');
  expect(snippets).toHaveLength(5);
  // What a user sends must stay the segment that it is meant for.
  expect(readme).not.toMatch(/https:\/\/\S*\$\{(?!encodeURIComponent\(|id\})/);
  const folder = await mkdtemp(join(example, 'readme-'));
  try {
    await Promise.all(snippets.map((code, index) => writeFile(join(folder, `snippet-${index}.ts`), code)));
    const options = { extends: '../tsconfig.json', include: ['.'], compilerOptions: { erasableSyntaxOnly: false } };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(options));
    const compiled = promisify(execFile)('pnpm', ['exec', 'tsc', '-p', folder], { cwd: example });
    await expect(compiled.catch((error: { stdout: string }) => error.stdout)).resolves.toMatchObject({ stdout: '' });
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('shows every picture that is kept, in one of two READMEs', async () => {
  const readmes = await Promise.all(
    ['../../README.md', 'README.md'].map((path) => readFile(join(example, path), 'utf8')),
  );
  const shown = readmes.join('').match(/(?<=docs\/screenshots\/)[\w-]+\.png(?=\))/g) ?? [];
  expect(shown.toSorted()).toEqual((await readdir(join(example, '../../docs/screenshots'))).toSorted());
});
