import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packages = fileURLToPath(new URL('../..', import.meta.url));
const always = ['react@19.3.1', 'react-dom@19.3.1', 'typescript@6', '@types/react@19.3.0', '@types/node@24.19.2'];

/** Installs the packages as they would be published, and what else an app of its own needs. */
export async function installPacked(directory: string, ...others: readonly string[]): Promise<void> {
  for (const name of ['core', 'next']) {
    await run('pnpm', ['pack', '--pack-destination', directory], { cwd: join(packages, name) });
  }
  const tarballs = (await readdir(directory)).filter((name) => name.endsWith('.tgz')).map((name) => `./${name}`);
  const manifest = { private: true, type: 'module', scripts: { build: 'next build' } };
  await writeFile(join(directory, 'package.json'), JSON.stringify(manifest));
  const flags = ['--no-audit', '--no-fund', '--prefer-offline'];
  const npm = (): Promise<unknown> =>
    run('npm', ['install', ...flags, ...tarballs, ...always, ...others], { cwd: directory });
  // The network may fail once.
  await npm().catch(npm);
}

/** What `test/app/next.config.ts` has, for an app that is a whole tree of its own, and for Next 15 too. */
export const packedConfig = `
const { BASE_PATH, TRAILING_SLASH, LOCALES } = process.env;

export default {
  ...(BASE_PATH && { basePath: BASE_PATH }),
  ...(TRAILING_SLASH && { trailingSlash: true }),
  ...(LOCALES && { i18n: { locales: LOCALES.split(','), defaultLocale: 'en' } }),
  async rewrites() {
    return [
      { source: '/short/:path*', destination: '/api/echo/:path*' },
      { source: '/short-edge/:path*', destination: '/api/edge/:path*' },
      { source: '/conversation/:id', destination: '/api/echo/open/conversations/:id' },
    ];
  },
};
`;
