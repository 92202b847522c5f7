import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

const run = promisify(execFile);
const packages = fileURLToPath(new URL('../..', import.meta.url));

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder in which npm has installed the packed command, as a user does. */
    readonly installed: string;
    /** The same with what `--redis` needs. */
    readonly installedWithRedis: string;
  }
}

/** Packs what is published, and installs it into empty folders outside the repository, once for all tests. */
export default async function installOnce(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenkeep-cli-'));
  const [core = '', cli = '', redisCache = ''] = await Promise.all(
    ['core', 'cli', 'redis-cache'].map((name) => pack(name, folder)),
  );
  project.provide('installed', await install(folder, 'plain', [core, cli]));
  project.provide('installedWithRedis', await install(folder, 'redis', [core, cli, redisCache, 'redis@6']));
  return () => rm(folder, { recursive: true, force: true });
}

async function pack(name: string, destination: string): Promise<string> {
  const { stdout } = await run('pnpm', ['pack', '--json', '--pack-destination', destination], {
    cwd: join(packages, name),
  });
  const { filename }: { filename: string } = JSON.parse(stdout);
  return filename;
}

/** Once more on failure: the network may have had a bad moment. */
async function install(parent: string, name: string, wanted: readonly string[]): Promise<string> {
  const cwd = await mkdtemp(join(parent, `${name}-`));
  await writeFile(join(cwd, 'package.json'), '{ "private": true }');
  const once = () => run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...wanted], { cwd });
  await once().catch(once);
  return cwd;
}
