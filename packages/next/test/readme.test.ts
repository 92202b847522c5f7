import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readmeFiles, writeFiles, type ReadmeFiles } from './readme-files.ts';

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
    customConditions: ['@tokenkeep/source'],
    allowImportingTsExtensions: true,
    jsx: 'react-jsx',
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
  ssr: { resolve: { conditions: ['@tokenkeep/source', 'node', 'development|production'] } },
  test: { include: ['app/**/*.test.ts'], fsModuleCache: false },
};
`;

describe('the README', () => {
  let app: string;
  let readme: ReadmeFiles;

  /** An app made of the files that the README shows, inside the package, so that it resolves itself by its name. */
  beforeAll(async () => {
    app = await mkdtemp(join(root, 'test', 'tmp-'));
    readme = await readmeFiles();
    await writeFiles(app, readme.files);
    await writeFiles(app, [
      ['lib/session.ts', session],
      ['tsconfig.json', JSON.stringify(tsconfig)],
      ['vitest.config.mjs', vitestConfig],
    ]);
  });

  afterAll(() => rm(app, { recursive: true, force: true }));

  it('shows files that compile together', { timeout: 120_000 }, async () => {
    expect([readme.files.size, readme.blocks]).toEqual([9, 9]);
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
