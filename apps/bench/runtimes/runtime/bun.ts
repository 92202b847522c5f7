import { packageFile } from './package-file.ts';
import { runCommand, versionOf } from './run-command.ts';
import type { Runtime } from './runtime.ts';

/** Bun. */
export const bun: Runtime = {
  name: 'Bun',
  source: 'npm `@oven/bun-linux-x64`',
  async prepare() {
    const path = packageFile('@oven/bun-linux-x64', 'bin/bun');
    return {
      version: await versionOf(path),
      run: (world, { command }) => runCommand(path, ['run', command, JSON.stringify(world)]),
    };
  },
};
