import { spawnSync } from 'node:child_process';

/** An ordinary user, where tests run as root, whom no permission stops. */
const nobody = 65_534;

/** Whose files an ordinary user's are: to be handed to `chownSync` where tests run as root. */
export const ordinaryUser: number = process.geteuid?.() === 0 ? nobody : (process.geteuid?.() ?? nobody);

/**
 * Runs a script in a Node of its own, as an ordinary user. `serve` and `fileCache` are there to be used. It becomes that
 * user only after its imports, since a checkout, or Node itself, may lie in a folder that is closed to others (/root).
 *
 * @returns what the script hands to `tell`, and everything on stderr
 */
export function asUser(code: string, env: NodeJS.ProcessEnv = {}): { readonly told: unknown; readonly stderr: string } {
  const imports = `
    import { fileCache } from ${JSON.stringify(import.meta.resolve('../../src/file-cache/index.ts'))};
    import { serve } from ${JSON.stringify(import.meta.resolve('./serve.ts'))};
    const tell = (value) => console.log(JSON.stringify(value));
    if (process.geteuid?.() === 0) {
      process.setgroups([]);
      process.setgid(${nobody});
      process.setuid(${nobody});
    }
  `;
  const { HOME: _home, XDG_CACHE_HOME: _cache, ...inherited } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', imports + code], {
    cwd: '/',
    env: { ...inherited, ...env },
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(`The script told nothing: ${stderr}`);
  return { told: JSON.parse(stdout), stderr };
}
