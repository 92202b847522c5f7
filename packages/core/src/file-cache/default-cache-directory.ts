import { nodeFs, nodeOs, nodePath } from './builtins.ts';

/**
 * Where `fileCache()` keeps its files without a `directory`: in the user's cache folder (XDG Base Directory
 * Specification), `$XDG_CACHE_HOME/tokenkeep`, else `~/.cache/tokenkeep`. Never a temp folder.
 *
 * @returns `undefined` for a user without a home, and if the process may not read the environment
 */
export function defaultCacheDirectory(): string | undefined {
  try {
    const configured = process.env['XDG_CACHE_HOME'];
    // The specification: a relative path is to be ignored.
    if (configured !== undefined && nodePath.isAbsolute(configured)) return nodePath.join(configured, 'tokenkeep');
    const home = nodeOs.homedir();
    return nodePath.isAbsolute(home) && nodeFs.statSync(home).isDirectory()
      ? nodePath.join(home, '.cache', 'tokenkeep')
      : undefined;
  } catch {
    // No entry among the users, or in Deno no right to the environment.
    return undefined;
  }
}
