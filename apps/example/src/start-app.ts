import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { AppReady } from './app-process.ts';

/** An application in a process of its own. */
export interface RunningApp {
  readonly name: string;
  readonly url: string;
  /** Ends the process and waits until it is gone. */
  stop(): Promise<void>;
}

/** Starts `apps/<file>.js`. @throws Error in one line when it ends before it listens */
export async function startApp(name: string, file: string, env: Readonly<Record<string, string>>): Promise<RunningApp> {
  const path = fileURLToPath(new URL(`./apps/${file}.js`, import.meta.url));
  const child = fork(path, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2000);
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message: AppReady) => resolve(message.url));
    child.once('exit', () => reject(new Error(`${name} did not start: ${complaint.trim().split('\n')[0] ?? ''}`)));
    child.once('error', reject);
  });
  return { name, url, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const patience = setTimeout(() => child.kill('SIGKILL'), 3000);
  if (child.connected) child.disconnect();
  await gone;
  clearTimeout(patience);
}
