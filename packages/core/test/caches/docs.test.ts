import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const read = (relative: string): string => readFileSync(path(relative), 'utf8');

/** The rows of all tables, without the spaces that a formatter adds. */
function rows(text: string): string[] {
  const lines = text.split('\n').filter((line) => line.startsWith('|') && !line.includes('---'));
  return lines.map((line) => line.replaceAll(/ +/g, ' '));
}

describe('docs/scaling.md', () => {
  it('has the tables that the simulation prints', () => {
    const printed = execFileSync(process.execPath, [path('../../../../docs/scaling/simulate.mjs')], {
      encoding: 'utf8',
    });
    const tables = rows(printed);
    expect(tables.length).toBeGreaterThan(15);
    expect(rows(read('../../../../docs/scaling.md'))).toEqual(expect.arrayContaining(tables));
  }, 60_000);
});

describe('docs/caches.md', () => {
  it('uses the file cache in ways that a strict compiler accepts', { timeout: 60_000 }, () => {
    const [, section = ''] = /\n## Files\n([^]*?)\n## /.exec(read('../../../../docs/caches.md')) ?? [];
    const snippets = [...section.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code);
    expect(snippets).toHaveLength(1);
    // Inside the package, so that it finds itself by name.
    const inside = mkdtempSync(path('../../docs-snippets-'));
    try {
      snippets.forEach((code, index) => writeFileSync(join(inside, `snippet-${index}.ts`), code));
      const compilerOptions = { isolatedDeclarations: false, declaration: false, noUnusedLocals: false };
      const config = { extends: '../../../tsconfig.base.json', compilerOptions, include: ['*.ts'] };
      writeFileSync(join(inside, 'tsconfig.json'), JSON.stringify(config));
      const compile = spawnSync(path('../../node_modules/.bin/tsc'), ['-p', inside], { encoding: 'utf8' });
      expect([compile.stdout, compile.status]).toEqual(['', 0]);
    } finally {
      rmSync(inside, { recursive: true });
    }
  });

  it('shows the four-line cache that the contract suite proves', () => {
    const page = read('../../../../docs/caches.md');
    const [lines] = /const entries = [^]*?\n\};\n/.exec(read('./contract.test.ts')) ?? [];
    expect(lines?.split('\n')).toHaveLength(6);
    expect(page).toContain(lines);
  });
});
