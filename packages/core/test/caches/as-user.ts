import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inject } from 'vitest';

/** Whether tests run as root, without which there is no other user to be, and nothing to mount. */
export const isRoot: boolean = process.geteuid?.() === 0;

/** An ordinary user, where tests run as root, whom no permission stops. */
const nobody = 65_534;

/** Whose files an ordinary user's are: to be handed to `chownSync` where tests run as root. */
export const ordinaryUser: number = isRoot ? nobody : (process.geteuid?.() ?? nobody);

/** Makes a folder that an ordinary user owns. */
export function userFolder(path: string, mode = 0o700): string {
  mkdirSync(path);
  chownSync(path, ordinaryUser, ordinaryUser);
  chmodSync(path, mode);
  return path;
}

/** Mounts a file system in memory that everybody may write to; `using` unmounts it. */
export function mount(path: string, options: string): Disposable {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `mode=0777,${options}`, 'tmpfs', path]);
  return { [Symbol.dispose]: () => execFileSync('umount', [path]) };
}

/**
 * Runs a script in a Node of its own, as an ordinary user. `serve` and `fileCache` are there to be used.
 *
 * @param user whose number it runs under, where tests run as root
 * @returns what the script hands to `tell`, and everything on stderr
 */
export function asUser(
  code: string,
  env: NodeJS.ProcessEnv = {},
  user: number = nobody,
): { readonly told: unknown; readonly stderr: string } {
  const url = (path: string): string => JSON.stringify(pathToFileURL(join(inject('readableCore'), path)));
  // Node itself may lie in such a folder too: it is started as whoever we are.
  const head = `
    import { flushCompileCache } from 'node:module';
    import { fileCache } from ${url('src/file-cache/index.ts')};
    import { serve } from ${url('test/caches/serve.ts')};
    const tell = (value) => console.log(JSON.stringify(value));
    // What was compiled is kept for the next script while this one may still write there.
    flushCompileCache();
    if (process.geteuid?.() === 0) {
      process.setgroups([]);
      process.setgid(${user});
      process.setuid(${user});
    }
  `;
  const { HOME: _home, XDG_CACHE_HOME: _cache, ...inherited } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', head + code], {
    cwd: '/',
    env: { ...inherited, ...env },
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(`The script told nothing: ${stderr}`);
  return { told: JSON.parse(stdout), stderr };
}
