import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { anchorsOf } from '@tokenkeep/pages';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string): string => readFileSync(`${root}/${path}`, 'utf8');
const why = read('docs/why.md');
const sections = why.split(/^(?=##+ )/m).filter((section) => section.startsWith('### '));

const sources = globSync('packages/*/src/**/*.ts', { cwd: root }).filter((path) => !path.endsWith('.test.ts'));
/** What runs in an application, as against what tests with. */
const shipped = sources.filter((path) => /^packages\/(core|redis-cache|next)\/src\/(?!testing\/)/.test(path));
const links = sources.flatMap((path) =>
  [...read(path).matchAll(/docs\/why\.md#([\w-]+)/g)].map(([, anchor = '']) => ({ path, anchor })),
);

describe('docs/why.md', () => {
  it('has every paragraph that a comment in the code names', () => {
    const anchors = anchorsOf(why);
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter(({ anchor }) => !anchors.has(anchor))).toEqual([]);
  });

  it('has no paragraph that no code names', () => {
    const named = new Set(links.map(({ anchor }) => anchor));
    const unnamed = sections.flatMap((section) => [...anchorsOf(section)]).filter((anchor) => !named.has(anchor));
    expect(unnamed).toEqual([]);
  });

  it('dates each paragraph', () => {
    expect(sections.filter((section) => !/^.+\n\n_\d{4}-\d\d-\d\d\._ /.test(section))).toEqual([]);
  });

  it('is named in the comment over every number that is a constant of a file', () => {
    // A constant with a number in it, and the comment above; the next in the same block shares it.
    const unexplained = shipped.flatMap((path) =>
      [...read(path).matchAll(/((?:^(?:\/\*\*| \*|\/\/).*\n)*)((?:^(?:export )?const \w+ = -?[\d.].*;\n)+)/gm)]
        .filter(([, comment = '']) => !comment.includes('docs/why.md#'))
        .map(([, , constants = '']) => `${path}: ${constants.trim()}`),
    );
    expect(unexplained).toEqual([]);
  });
});
