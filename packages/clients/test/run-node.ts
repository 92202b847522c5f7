import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a process left behind. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a file of this folder in a Node of its own, with these arguments and nothing else in its environment. */
export async function runNode(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  // Node 22.13 does not strip types by itself yet; later ones do not mind being told.
  const flags = ['--experimental-strip-types', '--no-warnings', '--conditions=@tokenkeep/source'];
  const child = spawn(process.execPath, [...flags, path, ...args], {
    env: { PATH: process.env['PATH'], ...env },
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
