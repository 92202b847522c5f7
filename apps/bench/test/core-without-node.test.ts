import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const dist = new URL('../../../packages/core/dist/', import.meta.url);

describe('the built core', () => {
  it.each(['index.js', 'index.cjs'])('names no module of Node in %s and its chunks', (entry) => {
    const files = reachable(entry);
    expect(files.size).toBeGreaterThan(1);
    for (const [file, code] of files) expect({ file, named: nodeModules(code) }).toEqual({ file, named: [] });
  });

  it('imports nothing but ky', () => {
    const imported = [...reachable('index.js').values()].flatMap(specifiers).filter((name) => !name.startsWith('.'));
    expect([...new Set(imported)]).toEqual(['ky']);
  });

  it('keeps Node for the file cache', () => {
    const code = [...reachable('file-cache.js').values()].join('\n');
    expect(nodeModules(code)).not.toEqual([]);
  });
});

/** The entry and every chunk that it imports, now or later. */
function reachable(entry: string, found = new Map<string, string>()): ReadonlyMap<string, string> {
  if (found.has(entry)) return found;
  const code = readFileSync(new URL(entry, dist), 'utf8');
  found.set(entry, code);
  for (const name of specifiers(code)) if (name.startsWith('./')) reachable(name.slice(2), found);
  return found;
}

function specifiers(code: string): readonly string[] {
  // Statements and calls, not words in a string or a comment.
  const named = /^(?:import|export)\b[^;]*?["']([^"']+)["'];|\b(?:import|require)\(["']([^"']+)["']\)/gm;
  return [...code.matchAll(named)].map(([, statement, call]) => statement ?? call ?? '');
}

function nodeModules(code: string): readonly string[] {
  return code.match(/["'`]node:[\w/]+/g) ?? [];
}
