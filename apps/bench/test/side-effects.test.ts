import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundle } from '../src/parts/bundle.ts';

const packages = ['core', 'redis-cache', 'fastify-plugin', 'mock-server', 'nest-module', 'next'];
// What the bundler writes for a module that does nothing.
const nothing = 'export{};';

describe('sideEffects: false', () => {
  it.each(packages)('lets a bundler drop an unused import of %s whole', async (folder) => {
    for (const entry of entriesOf(folder)) {
      const chunks = await bundle(`import * as unused from '${entry}';`, { external: onlyOurs });
      expect({ entry, code: chunks.map(({ code }) => code) }).toEqual({ entry, code: [nothing] });
    }
  });

  it('is more than what is left of an import that is used', async () => {
    const [entry] = entriesOf('core');
    const chunks = await bundle(`import { Secret } from '${entry}'; console.log(Secret);`, { external: onlyOurs });
    expect(chunks.map(({ code }) => code).join('').length).toBeGreaterThan(200);
  });
});

/** Everything but the built files under test is somebody else's. */
function onlyOurs(id: string): boolean {
  return !id.startsWith('.') && !id.startsWith('/');
}

/** The built files behind every entry of a package that is imported by code. */
function entriesOf(folder: string): readonly string[] {
  const root = new URL(`../../../packages/${folder}/`, import.meta.url);
  const manifest: { readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>> } =
    JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  return Object.values(manifest.exports).flatMap((target) =>
    typeof target === 'string' || target['import'] === undefined ? [] : [new URL(target['import'], root).pathname],
  );
}
