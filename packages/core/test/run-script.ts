import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a script left behind. */
export interface ScriptRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run it. */
export interface ScriptOptions {
  /** Flags for Node. */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** `commonjs` for scripts that `require`, `module-typescript` for those with types. Default: `module`. */
  readonly type?: 'module' | 'module-typescript' | 'commonjs';
}

/** The flags of a script that imports our packages by their names, and is to have their sources. */
export const onSources: readonly string[] = ['--conditions=@tokenkeep/source'];

/** Runs a script in a Node of its own, in the folder of the package; it may import `./src/index.ts`. */
export async function runScript(source: string, options: ScriptOptions = {}): Promise<ScriptRun> {
  const { flags = [], env = {}, type = 'module' } = options;
  // Node 22.13 does not strip types by itself yet; later ones do not mind being told.
  const args = ['--experimental-strip-types', '--no-warnings', ...flags, `--input-type=${type}`, '--eval', source];
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { exitCode, stdout, stderr };
}
