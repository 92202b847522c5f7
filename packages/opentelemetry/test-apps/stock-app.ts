import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const packages = fileURLToPath(new URL('../..', import.meta.url));

/** An application as `nest new` makes it, our tarballs and OpenTelemetry's Node SDK installed by npm. */
export interface StockApp extends AsyncDisposable {
  /** Writes one of its sources anew. */
  write(path: string, source: string): Promise<void>;
  /** Builds it with its own script and runs it to its end. @returns what it printed */
  run(environment: Readonly<Record<string, string>>): Promise<string>;
}

/**
 * Makes the application in a folder outside of the repository.
 *
 * @param dependencies as `name@version`: Nest's CLI and what an application of its starter needs to be built and run
 */
export async function stockApp(dependencies: readonly string[]): Promise<StockApp> {
  const root = await mkdtemp(join(tmpdir(), 'tokenkeep-otel-'));
  const path = join(root, 'stock');
  const bin = (name: string): string => join(root, 'node_modules', '.bin', name);
  const tarballs = await Promise.all(['core', 'nest-module', 'opentelemetry'].map((name) => pack(name, root)));
  await writeFile(join(root, 'package.json'), '{ "name": "scratch", "private": true }');
  const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs, ...dependencies];
  const installing = () => execute('npm', install, { cwd: root });
  // Once more on failure: the network may have had a bad moment.
  await installing().catch(installing);
  const asked = ['--skip-install', '--skip-git', '--package-manager', 'npm', '--strict'];
  await execute(bin('nest'), ['new', 'stock', ...asked], { cwd: root });
  return {
    write: (file, source) => writeFile(join(path, file), source),
    async run(environment) {
      const { PATH, HOME } = process.env;
      const env = { PATH, HOME, NO_COLOR: '1', ...environment };
      await execute('npm', ['run', 'build'], { cwd: path, env }).catch(({ stdout, stderr }) =>
        Promise.reject(new Error(`${stdout}${stderr}`)),
      );
      return (await execute(process.execPath, ['dist/main'], { cwd: path, env })).stdout;
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

async function pack(name: string, destination: string): Promise<string> {
  const { stdout } = await execute('pnpm', ['pack', '--json', '--pack-destination', destination], {
    cwd: join(packages, name),
  });
  const { filename }: { filename: string } = JSON.parse(stdout);
  return filename;
}
