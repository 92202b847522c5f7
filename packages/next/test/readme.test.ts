import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const session = `
export async function isSignedIn(request: Request): Promise<boolean> {
  return request.headers.get('cookie') === 'session=valid';
}
`;

const tsconfig = {
  compilerOptions: {
    target: 'es2024',
    lib: ['dom', 'dom.iterable', 'es2024', 'esnext.disposable'],
    module: 'esnext',
    moduleResolution: 'bundler',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    paths: { '@/*': ['./*'] },
  },
};

const vitestConfig = `
export default {
  resolve: { alias: { '@/': import.meta.dirname + '/' } },
  test: { include: ['app/**/*.test.ts'], fsModuleCache: false },
};
`;

describe('the README', () => {
  let app: string;
  let shown: number;
  let blocks: number | undefined;

  /** An app made of the files that the README shows, inside the package, so that it resolves itself by its name. */
  beforeAll(async () => {
    app = await mkdtemp(join(root, 'test', 'tmp-'));
    const readme = await readFile(join(root, 'README.md'), 'utf8');
    const snippets = [...readme.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)];
    const files = new Map(snippets.map(([, path = '', code = '']) => [path, code]));
    shown = files.size;
    blocks = readme.match(/^```ts$/gm)?.length;
    files.set('lib/session.ts', session);
    files.set('tsconfig.json', JSON.stringify(tsconfig));
    files.set('vitest.config.mjs', vitestConfig);
    for (const [path, text] of files) {
      await mkdir(dirname(join(app, path)), { recursive: true });
      await writeFile(join(app, path), text);
    }
  });

  afterAll(() => rm(app, { recursive: true, force: true }));

  it('shows files that compile together', { timeout: 120_000 }, async () => {
    expect([shown, blocks]).toEqual([6, 6]);
    expect(await output(join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', app)).toBe('');
  });

  it('shows tests that pass', { timeout: 120_000 }, async () => {
    expect(await output(join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--root', app)).toContain(
      '3 passed',
    );
  });
});

function output(script: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1' };
    execFile(process.execPath, [script, ...args], { env }, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
}
