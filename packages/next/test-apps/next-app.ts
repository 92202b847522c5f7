import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));

/** What a command printed, and how it ended. */
export interface Finished {
  readonly code: number | null;
  readonly output: string;
}

/** A Next server in a process of its own. */
export interface RunningApp extends AsyncDisposable {
  readonly url: string;
  /** All it has printed so far. */
  output(): string;
}

/** A copy of an app of the test folder, beside it so that it resolves what the package resolves. */
export async function copyApp(name: string): Promise<string> {
  const directory = await mkdtemp(join(here, 'test', 'tmp-'));
  const skip = /[\\/](?:\.next|next-env\.d\.ts|tsconfig\.tsbuildinfo)$/;
  await cp(join(here, 'test', name), directory, { recursive: true, filter: (from) => !skip.test(from) });
  return directory;
}

/** Only what a command needs, so that no credentials of the machine reach an app, nor vitest's `NODE_ENV` Next. */
function environment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, NEXT_TELEMETRY_DISABLED: '1', ...variables };
}

function next(directory: string, args: readonly string[], variables: Readonly<Record<string, string>>): ChildProcess {
  // The app's own Next if it has one.
  const resolve = createRequire(join(directory, 'package.json')).resolve;
  const bin = join(resolve('next/package.json'), '..', 'dist', 'bin', 'next');
  return spawn(process.execPath, [bin, ...args], { cwd: directory, env: environment(variables) });
}

function collect(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  return () => output;
}

export async function build(
  directory: string,
  variables: Readonly<Record<string, string>> = {},
  ...args: readonly string[]
): Promise<Finished> {
  const child = next(directory, ['build', ...args], variables);
  const output = collect(child);
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { code, output: output() };
}

export async function serve(
  directory: string,
  command: 'start' | 'dev',
  variables: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<RunningApp> {
  const child = next(directory, [command, '-H', '127.0.0.1', '-p', '0', ...args], variables);
  const output = collect(child);
  const closed = new Promise((resolve) => {
    child.once('close', resolve);
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const found = /Local:\s+(http:\/\/\S+)/.exec(output())?.[1];
      if (found !== undefined && output().includes('Ready')) resolve(found);
    });
    child.once('close', () => reject(new Error(`next ${command} ended: ${output()}`)));
  });
  return {
    url,
    output,
    async [Symbol.asyncDispose]() {
      child.kill();
      await closed;
    },
  };
}

/** Runs a module to its end, as an app would run it. */
export async function run(directory: string, module: string, ...args: readonly string[]): Promise<Finished> {
  const child = spawn(process.execPath, [module, ...args], {
    cwd: directory,
    env: environment({ NO_COLOR: '1', CI: '1' }),
  });
  const output = collect(child);
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { code, output: output() };
}

/** Moves what a folder holds into another one, and removes it. */
export async function moveInto(to: string, from: string): Promise<void> {
  for (const name of await readdir(from)) await cp(join(from, name), join(to, name), { recursive: true });
  await remove(from);
}

/** @param directory `undefined` when a test failed before it had one */
export async function remove(directory: string | undefined): Promise<void> {
  if (directory === undefined) return;
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}

/** The files below a directory that hold one of the words, as it is or in base64 at any offset. */
export async function filesWith(directory: string, words: readonly string[]): Promise<readonly string[]> {
  const needles = words.flatMap((word) => [word, ...base64Forms(word)]).map((needle) => Buffer.from(needle));
  const found: string[] = [];
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    if (needles.some((needle) => content.includes(needle))) found.push(path);
  }
  return found;
}

/** How the word looks inside a longer text in base64: without the characters that its neighbours have a part in. */
function base64Forms(word: string): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(' '.repeat(offset) + word).toString('base64');
    return encoded.slice(offset === 0 ? 0 : offset + 1, -4);
  });
}
