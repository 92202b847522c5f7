import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { runCommand, versionOf } from './run-command.ts';
import type { Runtime } from './runtime.ts';

const run = promisify(execFile);

/** One release of Node, this one or one from npm. Not a dependency: its `node` would hide the one that runs scripts. */
export function node(version: string): Runtime {
  return {
    name: 'Node',
    source: `npm \`node@${version}\``,
    async prepare() {
      const path = version === process.versions.node ? process.execPath : await fromNpm(version);
      return {
        version: await versionOf(path),
        run: (world, { command }) => runCommand(path, [command, JSON.stringify(world)]),
      };
    },
  };
}

async function fromNpm(version: string): Promise<string> {
  const args = ['-y', '--prefer-offline', '-p', `node@${version}`, '-c', 'node -p process.execPath'];
  const options = { timeout: 180_000 };
  // The registry may fail once.
  const { stdout } = await run('npx', args, options).catch(() => run('npx', args, options));
  return stdout.trim();
}
