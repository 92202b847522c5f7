import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Installs packages into a scratch folder, name and version each. @returns its `node_modules` */
export function installPackages(folder: string, packages: Readonly<Record<string, string>>): string {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
  const install = ['install', '--no-audit', '--no-fund', '--prefer-offline'];
  for (let tries = 3; ; tries -= 1) {
    try {
      execFileSync('npm', install, { cwd: folder, stdio: 'pipe' });
      return join(folder, 'node_modules');
    } catch (error) {
      if (tries === 1) throw error;
    }
  }
}
