import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../test/caches/temporary-directory.ts';
import { installPackages } from './install-packages.ts';

const packages = {
  '@ai-sdk/openai': '4.0.118',
  '@apollo/client': '4.3.8',
  '@hey-api/client-fetch': '0.13.1',
  '@modelcontextprotocol/sdk': '1.32.2',
  '@trpc/client': '11.25.2',
  '@trpc/server': '11.25.2',
  '@types/node': '24.19.2',
  '@types/node-fetch-2': 'npm:@types/node-fetch@2',
  '@urql/core': '6.0.3',
  axios: '1.21.1',
  'cross-fetch': '4.1.0',
  eventsource: '5.1.5',
  graphql: '16.15.0',
  'graphql-request': '7.4.0',
  ky: '2.1.0',
  'node-fetch': '3.3.2',
  'node-fetch-2': 'npm:node-fetch@2',
  ofetch: '1.5.1',
  openai: '7.57.0',
  'openapi-fetch': '0.17.0',
  rxjs: '7.8.2',
  'typescript-5.9': 'npm:typescript@5.9.3',
  'typescript-7': 'npm:typescript@7.0.2',
  'undici-6': 'npm:undici@6',
  'undici-7': 'npm:undici@7',
  'undici-8': 'npm:undici@8',
  zod: '4.6.7',
};

let folder: ReturnType<typeof temporaryDirectory>;

beforeAll(() => {
  folder = temporaryDirectory();
  const core = fileURLToPath(new URL('..', import.meta.url));
  const packed = execFileSync('pnpm', ['pack', '--json', '--pack-destination', folder.path], { cwd: core });
  const { filename }: { readonly filename: string } = JSON.parse(packed.toString());
  installPackages(folder.path, { ...packages, '@tokenkeep/core': `file:${filename}` });
  for (const name of ['clients', 'fetches']) {
    copyFileSync(new URL(`client-types/${name}.ts.txt`, import.meta.url), join(folder.path, `${name}.ts`));
  }
});
afterAll(() => folder[Symbol.dispose]());

/** @returns what the compiler complains about */
function compile(compiler: string, file: string, lib: readonly string[]): string {
  const compilerOptions = {
    target: 'es2022',
    lib,
    module: 'nodenext',
    moduleResolution: 'nodenext',
    types: ['node'],
    strict: true,
    noEmit: true,
    // Of ours as well: what is wrong in them shows where they are used.
    skipLibCheck: true,
  };
  writeFileSync(join(folder.path, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  writeFileSync(join(folder.path, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
  const command = join(folder.path, 'node_modules', compiler, 'bin/tsc');
  const { stdout, stderr } = spawnSync(process.execPath, [command], { cwd: folder.path, encoding: 'utf8' });
  return stdout + stderr;
}

const dom = ['es2024', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'];
const noDom = ['es2024', 'esnext.disposable'];

describe.each(['typescript-5.9', 'typescript-7'])('under %s', (compiler) => {
  describe.each([
    ['with the DOM lib', dom],
    ['without the DOM lib', noDom],
  ])('%s', (_, lib) => {
    it('`tokens.fetch` is taken by ky, ofetch, openapi-fetch, hey-api, graphql-request, Apollo, urql, tRPC, axios, the OpenAI, AI and MCP SDKs and eventsource', () => {
      expect(compile(compiler, 'clients.ts', lib)).toBe('');
    });

    it('the option `fetch` takes that of undici 6, 7 and 8, node-fetch and cross-fetch, and functions around them', () => {
      expect(compile(compiler, 'fetches.ts', lib)).toBe('');
    });
  });

  it('what is no fetch is not taken', () => {
    const wrong = 'createTokenClient({ issuer: symbl(), fetch: (url: number) => url });';
    writeFileSync(
      join(folder.path, 'wrong.ts'),
      `import { createTokenClient, symbl } from '@tokenkeep/core';\n${wrong}`,
    );
    expect(compile(compiler, 'wrong.ts', dom)).toMatch(/^wrong\.ts\(2,\d+\): error TS2322/);
  });
});
