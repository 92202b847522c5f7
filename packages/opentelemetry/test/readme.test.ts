import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));

it('the README has a snippet that a strict compiler accepts', () => {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const snippets = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code);
  expect(snippets).toHaveLength(1);
  const inside = mkdtempSync(join(folder, 'readme-snippets-'));
  try {
    writeFileSync(join(inside, 'snippet.ts'), snippets.join('\n'));
    const config = {
      extends: '../../../tsconfig.base.json',
      compilerOptions: { isolatedDeclarations: false, declaration: false },
      include: ['*.ts'],
    };
    writeFileSync(join(inside, 'tsconfig.json'), JSON.stringify(config));
    const { stdout, status } = spawnSync(join(folder, 'node_modules/.bin/tsc'), ['-p', inside], { encoding: 'utf8' });
    expect([stdout, status]).toEqual(['', 0]);
  } finally {
    rmSync(inside, { recursive: true });
  }
}, 60_000);
