import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { MockApp } from '@tokenkeep/mock-server';
import type { AppSpec } from './applications.ts';
import type { AppMessage, HostMessage, ReportedStatus } from './messages.ts';

const nothingKnown: ReportedStatus = { state: 'none', expiresAt: undefined, refreshAt: undefined };

/** An application in a process of its own; what it said of itself, and what became of its calls, over all its lives. */
export class Application {
  readonly spec: AppSpec;
  readonly credentials: MockApp;
  /** Where it listens; `undefined` while it does not. */
  url: string | undefined;
  /** Calls that are not answered yet. */
  underWay = 0;
  readonly #hear: (message: AppMessage | 'died') => void;
  #env: Readonly<Record<string, string>> = {};
  #aheadMs = 0;
  #child: ChildProcess | undefined;
  #stopped = false;
  #status = nothingKnown;
  readonly #figures = { grantedMs: 0, exchanges: 0, served: 0, failed: 0 };

  constructor(spec: AppSpec, credentials: MockApp, hear: (message: AppMessage | 'died') => void) {
    this.spec = spec;
    this.credentials = credentials;
    this.#hear = hear;
  }

  /** Starts `apps/<file>.js`. @param env by default that of the last time. Rejects in one line */
  async start(env: Readonly<Record<string, string>> = this.#env): Promise<void> {
    const { name, file } = this.spec;
    if (this.#stopped) throw new Error(`${name} was not started: the example is ending.`);
    this.#env = env;
    const path = fileURLToPath(new URL(`./apps/${file}.js`, import.meta.url));
    const child = fork(path, {
      env: { ...process.env, ...env, EXAMPLE_AHEAD_MS: `${this.#aheadMs}` },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
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

  /** Asks it for a conversation. It is `ok` when that very conversation comes back. Never rejects. */
  async call(id: string, limitMs: number = this.spec.limitMs) {
    const startedAt = performance.now();
    this.underWay += 1;
    const url = `${this.url}${this.spec.callPath}/${id}`;
    const answer = fetch(url, { signal: AbortSignal.timeout(limitMs) }).then((response) => response.json());
    // The conversation named `token` tells of the token: its last characters, and the seconds it has left.
    const body: { id?: unknown; token?: unknown; expiresIn?: unknown } = Object(await answer.catch(() => undefined));
    const ok = body.id === id;
    this.underWay -= 1;
    this.#figures[ok ? 'served' : 'failed'] += 1;
    return { ok, body, ms: performance.now() - startedAt };
  }

  tell(message: HostMessage): void {
    if (message.type === 'advance') this.#aheadMs += message.ms;
    if (this.#child?.connected === true) this.#child.send(message);
  }

  /** Ends the process, waits until it is gone, and starts another one. */
  async restart(): Promise<void> {
    await this.#end();
    await this.start();
  }

  /** Ends the process, waits until it is gone, and lets none start any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#end();
  }

  /** What its card shows. `grantedMs`: what the answer that brought its token granted. */
  get state() {
    const { name, caption } = this.spec;
    const { state, refreshing = false, refreshAt = 0, expiresAt = 0 } = this.#status;
    const now = Date.now() + this.#aheadMs;
    const left = { refreshInMs: Math.max(0, refreshAt - now), expiresInMs: Math.max(0, expiresAt - now) };
    return { name, caption, running: this.url !== undefined, state, refreshing, ...left, ...this.#figures };
  }

  async #end(): Promise<void> {
    const child = this.#child;
    // One that does not listen yet has nothing to put in order, and would not hear of it.
    const patienceMs = this.url === undefined ? 0 : 3000;
    this.#forget();
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    if (child.connected) child.disconnect();
    await once(child, 'exit');
    clearTimeout(patience);
  }

  #listen(message: AppMessage): void {
    if (message.type === 'status') this.#status = message.status;
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
