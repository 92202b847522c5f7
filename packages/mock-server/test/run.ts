import { type ChildProcess, spawn } from 'node:child_process';

/** How a child process ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run it. */
export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the child and everything it has printed so far, each time it prints. */
  readonly onOutput?: (child: ChildProcess, stdout: string) => void;
}

/** The file of `tokenkeep-mock`: in `test:apps` the one that is published. */
export const command: string = process.env['TOKENKEEP_MOCK_COMMAND'] ?? 'src/cli.ts';

/** Runs a command in this package's folder and waits for its end. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = spawn(command, args, {
    cwd: new URL('..', import.meta.url),
    env: { ...process.env, ...options.env },
    timeout: 15_000,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    options.onOutput?.(child, stdout);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A command that ends, or is killed, before it reads says so by its code.
  child.stdin.on('error', () => undefined).end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
