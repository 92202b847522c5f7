import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { linksOf } from '@tokenkeep/pages';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly keywords?: readonly string[];
  readonly main?: string;
  readonly types?: string;
  readonly typesVersions?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly publishConfig?: object;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = fileURLToPath(new URL('../..', import.meta.url));
const execute = promisify(execFile);

/** Every package that is published, whoever wrote it: its folder, its manifest, and the names it is imported by. */
const published = readdirSync(packages).flatMap((folder) => {
  const path = join(packages, folder);
  if (!existsSync(join(path, 'package.json'))) return [];
  const manifest: Manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const entries = Object.keys(manifest.exports ?? {}).filter((entry) => !entry.endsWith('.json'));
  return manifest.private === true ? [] : [{ folder, path, manifest, entries }];
});

describe.each(published)('the package in packages/$folder', ({ path, manifest, entries }) => {
  it('says where its types are to those who read no exports, and where CommonJS begins', () => {
    if (entries.length === 0) return;
    const { main, types, typesVersions = { '*': {} } } = manifest;
    expect([main, types]).toEqual(['./dist/index.cjs', './dist/index.d.cts']);
    const below = entries.flatMap((entry) => (entry === '.' ? [] : [entry.slice(2)]));
    const paths = below.map((entry) => [entry, [`./dist/${entry}.d.cts`]]);
    expect(typesVersions).toEqual({ '*': Object.fromEntries(paths) });
  });

  it('is found by keywords, and leaves provenance to the place of release', () => {
    expect(manifest.keywords?.length).toBeGreaterThan(3);
    expect(manifest.publishConfig).toEqual({ access: 'public' });
  });

  it('has a README whose links lead somewhere', () => {
    // npm resolves a relative link as the repository does, from the package's folder.
    const links = linksOf(readFileSync(join(path, 'README.md'), 'utf8'));
    expect(links.filter((link) => !existsSync(join(path, link.replace(/#.*/, ''))))).toEqual([]);
  });
});

describe('the types of everything that is published', { timeout: 240_000 }, () => {
  let folder: string;
  beforeAll(async () => {
    // Inside the repository, where each package finds what it depends on; node10 knows no package by its own name.
    folder = await mkdtemp(join(root, '.published-'));
    const imports = published.flatMap(({ manifest, entries }) =>
      entries.map((entry) => join(manifest.name, entry).replaceAll('\\', '/')),
    );
    for (const { path, manifest } of published) {
      const link = join(folder, 'node_modules', manifest.name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(path, link);
    }
    const lines = imports.map((name, index) => `import * as entry${index} from '${name}';\nvoid entry${index};`);
    await writeFile(join(folder, 'app.ts'), `${lines.join('\n')}\nexport {};\n`);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['5.9', 'node10', 'commonjs'],
    ['5.4', 'node10', 'commonjs'],
    ['5.4', 'bundler', 'esnext'],
  ])('are read by TypeScript %s under %s', async (version, moduleResolution, module) => {
    const tsc = join(root, 'node_modules', `typescript-${version}`, 'bin', 'tsc');
    const strict = ['--noEmit', '--strict', '--esModuleInterop', '--module', module];
    const lib = ['--target', 'es2022', '--lib', 'es2023,esnext.disposable,dom', '--types', 'node'];
    const flags = [...strict, ...lib, '--moduleResolution', moduleResolution];
    const { stdout } = await execute(process.execPath, [tsc, ...flags, join(folder, 'app.ts')], { cwd: root }).catch(
      (error: { readonly stdout: string }) => error,
    );
    // What is wrong in the types of others is theirs to mend.
    const ours = stdout.split('\n').filter((line) => line.includes('error') && !line.includes('node_modules/.pnpm/'));
    expect(ours).toEqual([]);
  });
});
