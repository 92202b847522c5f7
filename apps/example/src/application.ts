import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { MockApp } from '@tokenkeep/mock-server';
import type { AppSpec } from './applications.ts';
import type { AppMessage, HostMessage, ReportedStatus } from './messages.ts';

const nothingKnown: ReportedStatus = { state: 'none', refreshing: false, refreshInMs: 0, expiresInMs: 0 };

/** An application in a process of its own; what it said of itself, and what became of its calls, over all its lives. */
export class Application {
  readonly spec: AppSpec;
  readonly credentials: MockApp;
  /** Where it listens; `undefined` while it does not. */
  url: string | undefined;
  /** Calls that are not answered yet. */
  underWay = 0;
  readonly #hear: (message: AppMessage | 'died') => void;
  #child: ChildProcess | undefined;
  #status = nothingKnown;
  #heardAt = 0;
  readonly #figures = { grantedMs: 0, exchanges: 0, served: 0, failed: 0 };

  constructor(spec: AppSpec, credentials: MockApp, hear: (message: AppMessage | 'died') => void) {
    this.spec = spec;
    this.credentials = credentials;
    this.#hear = hear;
  }

  /** Starts `apps/<file>.js`. Rejects in one line. */
  async start(given: Readonly<Record<string, string>>): Promise<void> {
    const { name, file, port } = this.spec;
    const { appId, appSecret } = this.credentials;
    const path = fileURLToPath(new URL(`./apps/${file}.js`, import.meta.url));
    const env = { ...process.env, ...given, PORT: String(port), SYMBL_APP_ID: appId, SYMBL_APP_SECRET: appSecret };
    const child = fork(path, { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#child = child;
    let complaint = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      // Enough for a stack, which comes after the line that matters.
      complaint = (complaint + chunk.toString()).slice(-10_000);
    });
    this.url = await new Promise<string>((resolve, reject) => {
      child.on('message', (message: AppMessage) => {
        if (message.type === 'ready') resolve(message.url);
        this.#listen(message);
      });
      child.once('error', (error) => reject(new Error(`${name} did not start: ${error.message}`)));
      // Not at its exit, when some of what it said may still be on its way.
      child.once('close', () => {
        reject(new Error(`${name} did not start: ${complaintLine(complaint)}`));
        if (this.#child === child && this.url !== undefined) this.#hear('died');
        if (this.#child === child) this.#forget();
      });
    });
  }

  /** Asks it for a conversation. It is answered when that very conversation comes back. Never rejects. */
  async call(id: string, limitMs: number = this.spec.limitMs): Promise<{ readonly ok: boolean; readonly ms: number }> {
    const startedAt = performance.now();
    this.underWay += 1;
    const ok = await this.#answers(id, limitMs).catch(() => false);
    this.underWay -= 1;
    this.#figures[ok ? 'served' : 'failed'] += 1;
    return { ok, ms: performance.now() - startedAt };
  }

  tell(message: HostMessage): void {
    // What it said before is older now, until it says more.
    if (message.type === 'advance') this.#heardAt -= message.ms;
    if (this.#child?.connected === true) this.#child.send(message);
  }

  /** Ends the process and waits until it is gone. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#forget();
    if (child === undefined || child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const patience = setTimeout(() => child.kill('SIGKILL'), 3000);
    if (child.connected) child.disconnect();
    await once(child, 'exit');
    clearTimeout(patience);
  }

  /** What its card shows. `grantedMs`: what the answer that brought its token granted. */
  get state() {
    const { spec, url } = this;
    const status = { ...this.#status, running: url !== undefined };
    const sinceMs = Date.now() - this.#heardAt;
    status.refreshInMs = Math.max(0, status.refreshInMs - sinceMs);
    status.expiresInMs = Math.max(0, status.expiresInMs - sinceMs);
    return { name: spec.name, caption: spec.caption, ...status, ...this.#figures };
  }

  async #answers(id: string, limitMs: number): Promise<boolean> {
    const response = await fetch(`${this.url}${this.spec.callPath}/${id}`, { signal: AbortSignal.timeout(limitMs) });
    const body: { id?: unknown } = Object(await response.json());
    return response.ok && body.id === id;
  }

  #listen(message: AppMessage): void {
    if (message.type === 'status') {
      this.#status = message.status;
      this.#heardAt = Date.now();
    }
    if (message.type === 'event') {
      const { event } = message;
      if (event.type === 'exchanged' || event.type === 'exchange-failed') this.#figures.exchanges += 1;
      if (event.type === 'exchanged') this.#figures.grantedMs = event.lifetimeMs;
    }
    this.#hear(message);
  }

  #forget(): void {
    this.#child = undefined;
    this.url = undefined;
    this.#status = nothingKnown;
  }
}

/** The line of a process's stderr that says why it ended: neither where Node says it was thrown, nor the stack. */
export function complaintLine(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return lines.find((line) => /^\w*Error\b.*: /.test(line)) ?? lines[0] ?? '';
}
