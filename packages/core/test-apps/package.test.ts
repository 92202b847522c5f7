import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { runScript } from '../test/run-script.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const built = (file: string): string => readFileSync(join(folder, 'dist', file), 'utf8');

/** A built file and all that it imports: at once, or, where `later` says so, in its own time as well. */
function withImports(file: string, later = false, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const atOnce = /^(?:import|export)\b[^;]*?["']\.\/([^"']+)["']/gm;
  const inItsTime = /\bimport\(["']\.\/([^"']+)["']\)/g;
  for (const pattern of later ? [atOnce, inItsTime] : [atOnce]) {
    for (const [, imported = ''] of built(file).matchAll(pattern)) withImports(imported, later, seen);
  }
  return seen;
}

/** The packages and modules of Node that built files name at once, or by `import()` in their time. */
function packagesOf(files: ReadonlySet<string>, later: boolean): string[] {
  const code = [...files].map(built).join('\n');
  const pattern = later
    ? /\b(?:import|require)\(["']([^"'.][^"']*)["']\)/g
    : /^(?:import|export)\b[^;]*?["']([^"'.][^"']*)["'];/gm;
  return [...code.matchAll(pattern)].map(([, name = '']) => name);
}

describe('the package, as it is built and packed,', () => {
  it('holds the build, its types, README, LICENSE and nothing else', () => {
    const packed: unknown = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
        cwd: folder,
        encoding: 'utf8',
        stdio: 'pipe',
      }),
    );
    const files = JSON.stringify(packed).matchAll(/"path":"([^"]+)"/g);
    const paths = [...files].map(([, path = '']) => path);
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
    for (const entry of ['index', 'file-cache', 'testing']) {
      expect(paths).toEqual(
        expect.arrayContaining(['js', 'cjs', 'd.ts', 'd.cts'].map((extension) => `dist/${entry}.${extension}`)),
      );
    }
    const known = /^(?:LICENSE|README\.md|CHANGELOG\.md|package\.json|dist\/[\w-]+\.(?:c?js|d\.c?ts))$/;
    expect(paths.filter((path) => !known.test(path))).toEqual([]);
  });

  it('has each file that its package.json names', () => {
    const { exports }: { exports: Record<string, string | Record<string, string>> } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    const named = Object.values(exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    );
    expect(named.length).toBeGreaterThan(9);
    expect(named.filter((file) => !existsSync(join(folder, file)))).toEqual([]);
  });

  it('has a main entry that names no package at once, ky alone later, and no module of Node', () => {
    const all = withImports('index.js', true);
    expect(packagesOf(all, false)).toEqual([]);
    expect(packagesOf(all, true)).toEqual(['ky']);
    expect([...all].map(built).join('\n')).not.toMatch(/["']node:/);
  });

  it('has types that compile without those of the browser, and with every library checked', () => {
    const inside = mkdtempSync(join(folder, 'package-consumer-'));
    try {
      const entries = ['@tokenkeep/core', '@tokenkeep/core/file-cache', '@tokenkeep/core/testing'];
      writeFileSync(join(inside, 'consumer.ts'), entries.map((entry) => `export * from '${entry}';`).join('\n'));
      const checks = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true };
      const compilerOptions = { ...checks, target: 'es2023', lib: ['es2023'], module: 'nodenext', types: ['node'] };
      writeFileSync(join(inside, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
      const { stdout, status } = spawnSync(join(folder, 'node_modules/.bin/tsc'), ['-p', inside], { encoding: 'utf8' });
      expect([stdout, status]).toEqual(['', 0]);
    } finally {
      rmSync(inside, { recursive: true });
    }
  });

  it('loads neither ky nor any module of Node when it is imported', async () => {
    const { stdout, stderr, exitCode } = await runScript(`
      import { registerHooks } from 'node:module';
      const urls = [];
      registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
      // Whatever Node itself loads for the first import of a file is loaded by now.
      await import('data:text/javascript,');
      await import('./src/concurrency/single-flight.ts');
      urls.length = 0;
      const before = new Set(process.moduleLoadList);
      const core = await import('@tokenkeep/core');
      const added = process.moduleLoadList.filter((name) => !before.has(name));
      console.log(JSON.stringify({ added, urls, works: typeof core.createTokenClient }));
    `);
    expect([exitCode, stderr]).toEqual([0, '']);
    const { added, urls, works }: { added: string[]; urls: string[]; works: string } = JSON.parse(stdout);
    expect(works).toBe('function');
    expect(added).toEqual([]);
    expect(urls.map((url) => url.slice(url.lastIndexOf('/') + 1)).sort()).toEqual([...withImports('index.js')].sort());
  });

  it('works by require in a CommonJS world, with ky inside and nothing installed beside it', async () => {
    const alone = mkdtempSync(join(tmpdir(), 'tokenkeep-package-'));
    try {
      cpSync(join(folder, 'dist'), join(alone, 'dist'), { recursive: true });
      await using server = await createMockServer();
      const script = `
        const { createTokenClient, symbl } = require(${JSON.stringify(join(alone, 'dist', 'index.cjs'))});
        const [appId, appSecret, baseUrl] = process.env.PARTS.split(' ');
        createTokenClient({ issuer: symbl({ appId, appSecret, baseUrl }) }).getToken().then((token) => console.log(String(token)), console.log);
      `;
      const [{ appId, appSecret }] = server.apps;
      const { stdout, stderr } = await runScript(script, {
        type: 'commonjs',
        env: { PARTS: [appId, appSecret, server.url].join(' ') },
      });
      expect(stderr).toBe('');
      expect(stdout).toMatch(/^AccessToken\(\[redacted\], expires in \d+ s\)\n$/);
    } finally {
      rmSync(alone, { recursive: true });
    }
  });

  it('is one copy for import and require in Node, and the CommonJS one only where require must have it', async () => {
    const script = `
      import('@tokenkeep/core').then((esm) => {
        const cjs = require('@tokenkeep/core');
        console.log(cjs.AccessToken === esm.AccessToken, require.resolve('@tokenkeep/core').slice(-9));
      });`;
    const modern = await runScript(script, { type: 'commonjs' });
    expect(modern).toMatchObject({ stdout: 'true /index.js\n', stderr: '' });
    const old = await runScript(script, { type: 'commonjs', flags: ['--no-experimental-require-module'] });
    expect(old).toMatchObject({ stdout: 'false index.cjs\n', stderr: '' });
  });
});
