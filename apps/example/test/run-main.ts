import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** How to run the command, and when to end it. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What the output must contain for the signal to be sent. */
  readonly when?: string;
  readonly signal?: NodeJS.Signals;
  /** A terminal's Ctrl-C reaches every process of the group; a stop from elsewhere the first one alone. */
  readonly group?: boolean;
}

/** Runs what `npm start` runs, until it ends. */
export async function runMain(
  args: readonly string[],
  { env = {}, when, signal, group = false }: RunOptions = {},
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  let sent = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (sent || when === undefined || signal === undefined || child.pid === undefined) return;
      if (!output.includes(when)) return;
      sent = true;
      process.kill(group ? -child.pid : child.pid, signal);
    });
  }
  const [code]: (number | null)[] = await once(child, 'close');
  return { code: code ?? null, output };
}
