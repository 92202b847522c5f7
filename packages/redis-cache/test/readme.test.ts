import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(folder, 'README.md'), 'utf8');
const snippets = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code);

describe('the README', () => {
  it('has snippets that a strict compiler accepts', () => {
    expect(snippets).toHaveLength(2);
    const inside = mkdtempSync(join(folder, 'readme-snippets-'));
    try {
      snippets.forEach((code, index) => writeFileSync(join(inside, `snippet-${index}.ts`), code));
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

  it('names the same rights as docs/caches.md', () => {
    const docs = readFileSync(join(folder, '../../docs/caches.md'), 'utf8');
    const rights = [...readme.matchAll(/^ACL SETUSER .*$/gm)].map(([line]) => line);
    expect(rights).toHaveLength(2);
    for (const line of rights) expect(docs.split('\n')).toContain(line);
  });

  it('has what docs/caches.md recommends against dead connections', () => {
    const docs = readFileSync(join(folder, '../../docs/caches.md'), 'utf8');
    for (const setting of ['pingInterval: 10_000', 'socketTimeout: 15_000', 'socketTimeout: 5000']) {
      expect(readme).toContain(setting);
      expect(docs).toContain(setting);
    }
  });
});
