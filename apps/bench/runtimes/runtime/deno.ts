import { packageFile } from './package-file.ts';
import { runCommand, versionOf } from './run-command.ts';
import type { Runtime } from './runtime.ts';

/** Deno, with no permission but to reach loopback. */
export const deno: Runtime = {
  name: 'Deno',
  source: 'npm `@deno/linux-x64-glibc`',
  async prepare() {
    const path = packageFile('@deno/linux-x64-glibc', 'deno');
    const flags = ['run', '--quiet', '--no-prompt', '--no-config', '--allow-net=127.0.0.1'];
    return {
      version: await versionOf(path),
      run: (world, { command }) => runCommand(path, [...flags, command, JSON.stringify(world)]),
    };
  },
};
