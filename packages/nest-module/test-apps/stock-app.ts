import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const packages = fileURLToPath(new URL('../..', import.meta.url));
const overlay = fileURLToPath(new URL('overlay', import.meta.url));

/** An application as Nest's own starter makes it, with our sources laid over and our tarballs installed by npm. */
export interface StockApp extends AsyncDisposable {
  /** The application's folder. */
  readonly path: string;
  /** Runs a script of the starter's `package.json`. @returns all it printed; rejects with that if it fails */
  script(name: string, environment?: Readonly<Record<string, string>>): Promise<string>;
  /** Compiles the sources with these flags. @returns the complaints, nothing if there are none */
  compile(...flags: readonly string[]): Promise<string>;
}

export interface StockAppOptions {
  /** What the starter of this version of Nest depends on, and the optional companions, as `name@version`. */
  readonly dependencies: readonly string[];
  /** The starter of Nest 12 is ESM, that of Nest 11 CommonJS: its imports name no `.js`. */
  readonly modules: 'esm' | 'commonjs';
}

/** Makes the application in a folder outside of the repository. */
export async function stockApp({ dependencies, modules }: StockAppOptions): Promise<StockApp> {
  const root = await mkdtemp(join(tmpdir(), 'tokenkeep-nest-'));
  const tarballs = await Promise.all(['core', 'nest-module'].map((name) => pack(name, root)));
  await writeFile(join(root, 'package.json'), '{ "name": "scratch", "private": true }');
  await install(root, [...tarballs, ...dependencies]);
  const schematics = join(root, 'node_modules', '.bin', 'schematics');
  await execute(schematics, ['@nestjs/schematics:application', '--name=stock', '--strict', '--no-interactive'], {
    cwd: root,
  });
  const path = join(root, 'stock');
  await layOver(path, modules);
  return {
    path,
    async script(name, environment = {}) {
      const { PATH, HOME } = process.env;
      const env = { PATH, HOME, NO_COLOR: '1', ...environment };
      try {
        const { stdout, stderr } = await execute('npm', ['run', name], { cwd: path, env });
        return stdout + stderr;
      } catch (error) {
        throw new Error(printed(error), { cause: error });
      }
    },
    compile(...flags) {
      const tsc = join(root, 'node_modules', '.bin', 'tsc');
      return execute(tsc, ['--noEmit', ...flags], { cwd: path }).then(({ stdout }) => stdout, printed);
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

async function layOver(path: string, modules: StockAppOptions['modules']): Promise<void> {
  const files = await readdir(overlay, { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile())) {
    const from = join(file.parentPath, file.name);
    const to = join(path, from.slice(overlay.length));
    const text = await readFile(from, 'utf8');
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, modules === 'esm' ? text : text.replaceAll(/(from '\.[^']*)\.js'/g, "$1'"));
  }
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

function printed(error: unknown): string {
  const { stdout, stderr } = Object(error) as { readonly stdout?: string; readonly stderr?: string };
  return [stdout, stderr, String(error)].filter(Boolean).join('\n');
}
