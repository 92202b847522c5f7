import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const packages = fileURLToPath(new URL('../..', import.meta.url));

/** A folder outside the repository with our packed tarballs and their companions installed by npm. */
export interface ScratchFolder extends AsyncDisposable {
  readonly path: string;
  /** Writes a file, and the folders above it. */
  write(file: string, text: string): Promise<void>;
  /** Runs a command of an installed package in the folder. */
  command(name: string, ...args: readonly string[]): Promise<void>;
  /** Runs a file with Node until it exits by itself. @returns what it printed, read as JSON */
  run(file: string, env: Readonly<Record<string, string>>): Promise<unknown>;
}

/** @param companions packages from the registry, as `name@version` */
export async function scratchFolder(ours: readonly string[], companions: readonly string[]): Promise<ScratchFolder> {
  const path = await mkdtemp(join(tmpdir(), 'tokenkeep-fastify-'));
  const folder: ScratchFolder = {
    path,
    async write(file, text) {
      await mkdir(dirname(join(path, file)), { recursive: true });
      await writeFile(join(path, file), text);
    },
    async command(name, ...args) {
      await execute(join(path, 'node_modules', '.bin', name), args, { cwd: path, timeout: 60_000 });
    },
    async run(file, env) {
      const { stdout } = await execute(process.execPath, [join(path, file)], {
        env: { ...process.env, ...env },
        timeout: 60_000,
      });
      return JSON.parse(stdout);
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
  const tarballs = await Promise.all(ours.map((name) => pack(name, path)));
  await folder.write('package.json', '{ "name": "scratch", "private": true }');
  await install(path, [...tarballs, ...companions]);
  return folder;
}

/** The version of a package that this one is developed with. */
export async function installedVersion(name: string): Promise<string> {
  const { version }: { version: string } = JSON.parse(
    await readFile(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8'),
  );
  return `${name}@${version}`;
}

async function pack(name: string, destination: string): Promise<string> {
  const { stdout } = await execute('pnpm', ['pack', '--json', '--pack-destination', destination], {
    cwd: join(packages, name),
  });
  const { filename }: { filename: string } = JSON.parse(stdout);
  return filename;
}

/** Once more on failure: the network may have had a bad moment. */
async function install(cwd: string, names: readonly string[]): Promise<void> {
  const once = () => execute('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...names], { cwd });
  await once().catch(once);
}
