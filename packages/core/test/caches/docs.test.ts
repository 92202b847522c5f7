import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileSnippets } from '@tokenkeep/pages';
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
  const page = read('../../../../docs/caches.md');

  it('has snippets that a strict compiler accepts', { timeout: 60_000 }, () => {
    expect(compileSnippets(page, path('../..'))).toEqual({ compiled: 2, complaints: '' });
  });

  it('shows the four-line cache that the contract suite proves', () => {
    const [lines] = /const entries = [^]*?\n\};\n/.exec(read('./contract.test.ts')) ?? [];
    expect(lines?.split('\n')).toHaveLength(6);
    expect(page).toContain(lines);
  });
});
