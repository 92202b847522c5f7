import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import type { BuiltSuite } from './runtime/runtime.ts';

const run = promisify(execFile);
const host = (name: string): string => fileURLToPath(new URL(`host/${name}.mjs`, import.meta.url));
const coreFolder = fileURLToPath(new URL('../../../packages/core', import.meta.url));

/** The suite, built. `await using` removes it. */
export type DisposableSuite = BuiltSuite & AsyncDisposable;

/** Bundles the suite with core as it is published: out of its packed tarball, ky inside. */
export async function buildSuite(): Promise<DisposableSuite> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenkeep-runtimes-'));
  const core = await unpackCore(folder);
  const built = {
    folder,
    command: join(folder, 'command.mjs'),
    worker: join(folder, 'worker.mjs'),
    global: join(folder, 'global.js'),
  };
  await bundle(host('command'), built.command, core, 'esm');
  await bundle(host('worker'), built.worker, core, 'esm');
  await bundle(host('global'), built.global, core, 'iife');
  return { ...built, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

async function unpackCore(folder: string): Promise<string> {
  const unpacked = join(folder, 'core');
  await mkdir(unpacked);
  const { stdout } = await run('pnpm', ['pack', '--json', '--pack-destination', folder], { cwd: coreFolder });
  const { filename }: { readonly filename: string } = JSON.parse(stdout);
  await run('tar', ['-xzf', resolve(folder, filename), '-C', unpacked, '--strip-components=1']);
  return unpacked;
}

async function bundle(input: string, file: string, core: string, format: 'esm' | 'iife'): Promise<void> {
  const build = await rolldown({
    input,
    platform: 'neutral',
    // As core itself is built: Node 22 does not know `await using`.
    transform: { target: 'es2023' },
    resolve: {
      alias: {
        '@tokenkeep/core': join(core, 'dist/index.js'),
        ky: fileURLToPath(import.meta.resolve('ky')),
      },
    },
  });
  await build.write({ file, format, codeSplitting: false });
  await build.close();
}
