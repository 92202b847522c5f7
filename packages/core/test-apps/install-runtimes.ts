import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How to run a script in a runtime. */
export interface Runtime {
  readonly name: string;
  readonly command: string;
  readonly flags: readonly string[];
}

/** The oldest Node that `engines` allows, which lacks what later ones of its line have. */
const oldest = `${readEngines().replace('>=', '')}.0`;

const packages = {
  'node-oldest': `npm:node@${oldest}`,
  'node-22': 'npm:node@22',
  'node-24': 'npm:node@24',
  'node-26': 'npm:node@26',
  bun: '1.4.5',
  deno: '2.9.6',
};

/** Installs the runtimes that the packages support into a scratch folder: they come as npm packages, binary included. */
export function installRuntimes(folder: string): readonly Runtime[] {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
  const install = ['install', '--no-audit', '--no-fund', '--prefer-offline'];
  for (let tries = 3; ; tries -= 1) {
    try {
      execFileSync('npm', install, { cwd: folder, stdio: 'pipe' });
      break;
    } catch (error) {
      if (tries === 1) throw error;
    }
  }
  const modules = join(folder, 'node_modules');
  return [
    { name: `Node ${oldest}`, command: join(modules, 'node-oldest/bin/node'), flags: [] },
    { name: 'Node 22', command: join(modules, 'node-22/bin/node'), flags: [] },
    { name: 'Node 24', command: join(modules, 'node-24/bin/node'), flags: [] },
    { name: 'Node 26', command: join(modules, 'node-26/bin/node'), flags: [] },
    { name: 'Bun', command: join(modules, '.bin/bun'), flags: [] },
    { name: 'Deno', command: join(modules, '.bin/deno'), flags: ['run', '--allow-all'] },
  ];
}

function readEngines(): string {
  const { engines }: { readonly engines: { readonly node: string } } = JSON.parse(
    readFileSync(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8'),
  );
  return engines.node;
}
