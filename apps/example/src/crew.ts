import type { AdapterSpec } from './adapters.ts';
import { AdapterMonitor } from './demo/adapter-monitor.ts';
import type { EventLog } from './demo/event-log.ts';
import type { AppMessage, HostMessage } from './messages.ts';
import { startApp, type RunningApp } from './start-app.ts';

/** What a {@link Crew} is told once. */
export interface CrewOptions {
  readonly log: EventLog;
  readonly env: (spec: AdapterSpec) => Readonly<Record<string, string>>;
  /** Answers what a page asks through its application. */
  readonly answer: (question: unknown) => unknown;
  /** Told in one line when an application ends by itself. */
  readonly onTrouble: (line: string) => void;
}

/** The applications, each in its process; what they say of themselves is kept over all their lives. */
export class Crew {
  readonly #options: CrewOptions;
  readonly #monitors = new Map<AdapterSpec, AdapterMonitor>();
  readonly #apps = new Map<AdapterSpec, RunningApp>();
  readonly #urls = new Map<AdapterSpec, string>();
  #closed = false;

  constructor(options: CrewOptions) {
    this.#options = options;
  }

  /** @returns where it listens; rejects in one line */
  async start(spec: AdapterSpec): Promise<string> {
    if (this.#closed) throw new Error(`${spec.name} was not started: the example is ending.`);
    const app = startApp(spec, this.#options.env(spec), {
      hear: (message) => this.#hear(spec, message),
      died: () => this.#died(spec),
    });
    this.#apps.set(spec, app);
    const url = await app.url;
    this.#urls.set(spec, url);
    return url;
  }

  async restart(spec: AdapterSpec): Promise<void> {
    this.#urls.delete(spec);
    await this.#apps.get(spec)?.stop();
    this.monitor(spec).ended();
    await this.start(spec);
  }

  tell(spec: AdapterSpec, message: HostMessage): void {
    this.#apps.get(spec)?.tell(message);
  }

  /** Where it listens; `undefined` while it does not. */
  url(spec: AdapterSpec): string | undefined {
    return this.#urls.get(spec);
  }

  monitor(spec: AdapterSpec): AdapterMonitor {
    const monitor = this.#monitors.get(spec) ?? new AdapterMonitor(spec, this.#options.log);
    this.#monitors.set(spec, monitor);
    return monitor;
  }

  /** Ends all of them, those that are just starting too. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#apps.values()].map((app) => app.stop()));
  }

  #hear(spec: AdapterSpec, message: AppMessage): void {
    this.monitor(spec).hear(message);
    if (message.type !== 'question') return;
    const { id, question } = message;
    this.tell(spec, { type: 'answer', id, answer: this.#options.answer(question) });
  }

  #died(spec: AdapterSpec): void {
    if (!this.#urls.delete(spec)) return;
    this.monitor(spec).ended();
    this.#options.log.note(spec.name, 'died', 'has ended by itself', true);
    this.#options.onTrouble(`${spec.name} has ended by itself: start the example again.`);
  }
}
