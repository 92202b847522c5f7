import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createMockServer } from '@tokenkeep/mock-server';
import { anchorsOf, compileSnippets, linksOf, snippetsOf } from '@tokenkeep/pages';
import { describe, expect, it } from 'vitest';
import { onSources, runScript } from './run-script.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const pages = globSync(['*.md', 'docs/*.md', 'packages/*/README.md', 'apps/*/*.md'], { cwd: root });

describe('docs/getting-started.md', () => {
  const page = read('docs/getting-started.md');

  it('and docs/troubleshooting.md have snippets that a strict compiler accepts', { timeout: 60_000 }, () => {
    const both = `${page}\n${read('docs/troubleshooting.md')}`;
    expect(compileSnippets(both, join(root, 'packages/core'))).toEqual({ compiled: 7, complaints: '' });
  });

  it('has snippets that work, against the mock server that it starts', { timeout: 60_000 }, async () => {
    await using server = await createMockServer({ apps: [{ appId: 'my-app', appSecret: 'my-secret' }] });
    const env = { SYMBL_BASE_URL: server.url, SYMBL_APP_ID: 'my-app', SYMBL_APP_SECRET: 'my-secret' };
    // The one for OAuth goes to a server that nobody has.
    const own = snippetsOf(page, 'ts').filter(({ code }) => !code.includes('login.example.com'));
    expect(own).toHaveLength(5);
    for (const { code } of own) {
      const { exitCode, stderr } = await runScript(code, { type: 'module-typescript', flags: onSources, env });
      expect([stderr, exitCode]).toEqual(['', 0]);
    }
  });
});

describe('every page', () => {
  it('is found', () => {
    expect(pages.length).toBeGreaterThan(15);
  });

  it.each(pages)('%s links to what there is', (page) => {
    const dead = linksOf(read(page)).filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(root, target))) return true;
      if (anchor === undefined || statSync(join(root, target)).isDirectory() || !target.endsWith('.md')) return false;
      return !anchorsOf(read(target)).has(anchor);
    });
    expect(dead).toEqual([]);
  });

  it('of docs/ is in the index', () => {
    const listed = new Set(linksOf(read('docs/README.md')));
    const all = globSync('*.md', { cwd: join(root, 'docs') }).filter((name) => name !== 'README.md');
    expect(all.filter((name) => !listed.has(name))).toEqual([]);
  });

  it('README.md has less than 120 lines', () => {
    expect(read('README.md').trimEnd().split('\n').length).toBeLessThan(120);
  });
});
