import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { complaintLine } from './complaint-line.ts';
import type { AppMessage, HostMessage } from './messages.ts';

/** An application in a process of its own. */
export interface RunningApp {
  readonly name: string;
  /** Where it listens. Rejects in one line when it ends before. */
  readonly url: Promise<string>;
  tell(message: HostMessage): void;
  /** Ends the process and waits until it is gone. */
  stop(): Promise<void>;
}

/** Who hears of an application. */
export interface AppListener {
  hear(message: AppMessage): void;
  /** It ended without being told to. */
  died(): void;
}

/** Starts `apps/<file>.js`. */
export function startApp(
  { name, file }: { readonly name: string; readonly file: string },
  env: Readonly<Record<string, string>>,
  listener: AppListener,
): RunningApp {
  const path = fileURLToPath(new URL(`./apps/${file}.js`, import.meta.url));
  const child = fork(path, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let complaint = '';
  let stopped = false;
  child.stderr?.on('data', (chunk: Buffer) => {
    // Enough for a stack, which comes after the line that matters.
    complaint = (complaint + chunk.toString()).slice(-10_000);
  });
  const url = new Promise<string>((resolve, reject) => {
    child.on('message', (message: AppMessage) => {
      if (message.type === 'ready') resolve(message.url);
      listener.hear(message);
    });
    // Not at its exit, when some of what it said may still be on its way.
    child.once('close', () => {
      reject(new Error(`${name} did not start: ${complaintLine(complaint)}`));
      if (!stopped) listener.died();
    });
    child.once('error', (error) => reject(new Error(`${name} did not start: ${error.message}`)));
  });
  // Whoever stops it before it listens does not wait for its URL.
  url.catch(() => undefined);
  return {
    name,
    url,
    tell(message) {
      if (child.connected) child.send(message);
    },
    stop() {
      stopped = true;
      return stop(child);
    },
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const patience = setTimeout(() => child.kill('SIGKILL'), 3000);
  if (child.connected) child.disconnect();
  await gone;
  clearTimeout(patience);
}
