import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileSnippets } from '@tokenkeep/pages';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(folder, 'README.md'), 'utf8');

describe('the README', () => {
  it('has snippets that a strict compiler accepts', () => {
    expect(compileSnippets(readme, folder)).toEqual({ compiled: 2, complaints: '' });
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
