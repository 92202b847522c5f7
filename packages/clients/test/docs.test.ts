import { readdirSync, readFileSync } from 'node:fs';
import { linksOf, snippetsOf } from '@tokenkeep/pages';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const pages = ['clients.md', 'proxies-and-certificates.md'].map((name) => read(`../../../docs/${name}`));

/** Without the line breaks and spaces that a formatter puts where it likes. */
function squeezed(code: string): string {
  return code.replaceAll(/\s+/g, ' ');
}

describe('docs/clients.md and docs/proxies-and-certificates.md', () => {
  it('show the recipes that the tests run, each of them once, and no other code', () => {
    const recipes = readdirSync(new URL('../recipes/', import.meta.url)).map((name) => read(`../recipes/${name}`));
    expect(recipes.length).toBeGreaterThan(15);
    expect(pages.flatMap((page) => snippetsOf(page, 'ts').map(({ code }) => code)).sort()).toEqual(recipes.sort());
  });

  it('have a table of what works as it is whose code stands in a test', () => {
    const names = readdirSync(new URL('.', import.meta.url), { recursive: true, encoding: 'utf8' });
    const others = names.filter((name) => name.endsWith('.test.ts') && name !== 'docs.test.ts');
    const tests = squeezed(others.map((name) => read(name)).join('\n'));
    const [, table = ''] = /## Works as it is\n([^]*?)\n## /.exec(pages[0] ?? '') ?? [];
    const code = [...table.matchAll(/`([^`]+)`/g)].map(([, line = '']) => squeezed(line));
    expect(code.length).toBeGreaterThan(12);
    expect(code.filter((line) => !tests.includes(line))).toEqual([]);
  });

  it('link to pages that are there', () => {
    const links = pages.flatMap(linksOf).flatMap((link) => (link.startsWith('#') ? [] : [link.replace(/#.*/, '')]));
    expect(links.length).toBeGreaterThan(2);
    for (const link of links) expect(read(`../../../docs/${link}`)).toContain('#');
  });
});
