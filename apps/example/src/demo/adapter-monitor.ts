import type { AppMessage, ReportedStatus } from '../messages.ts';
import type { EventLog } from './event-log.ts';
import type { AdapterState } from './state.ts';

const unknown: ReportedStatus = { state: 'none', refreshing: false, refreshInMs: 0, expiresInMs: 0 };
const none = { served: 0, failed: 0 };

/** What an adapter's process says of itself, over all its lives. */
export class AdapterMonitor {
  readonly #identity: { readonly name: string; readonly naive: boolean };
  readonly #log: EventLog;
  #running = false;
  #status = unknown;
  #heardAt = 0;
  #grantedMs = 0;
  #exchanges = 0;
  /** Of the lives that have ended, and of this one. */
  #before = none;
  #calls = none;

  constructor({ name, naive }: { readonly name: string; readonly naive: boolean }, log: EventLog) {
    this.#identity = { name, naive };
    this.#log = log;
  }

  hear(message: AppMessage): void {
    if (message.type === 'ready') this.#running = true;
    if (message.type === 'calls') this.#calls = message;
    if (message.type === 'status') {
      this.#status = message.status;
      this.#heardAt = Date.now();
    }
    if (message.type !== 'event') return;
    const { event } = message;
    this.#log.event(this.#identity.name, event);
    if (event.type === 'exchanged' || event.type === 'exchange-failed') this.#exchanges += 1;
    if (event.type === 'exchanged') this.#grantedMs = event.lifetimeMs;
    if (event.type === 'cache-hit') this.#grantedMs = event.remainingMs;
  }

  /** Its process has ended; perhaps another one will follow. */
  ended(): void {
    this.#running = false;
    this.#status = unknown;
    this.#before = this.#allCalls;
    this.#calls = none;
  }

  get state(): AdapterState {
    const sinceMs = Date.now() - this.#heardAt;
    return {
      ...this.#identity,
      ...this.#status,
      ...this.#allCalls,
      running: this.#running,
      refreshInMs: Math.max(0, this.#status.refreshInMs - sinceMs),
      expiresInMs: Math.max(0, this.#status.expiresInMs - sinceMs),
      grantedMs: this.#grantedMs,
      exchanges: this.#exchanges,
    };
  }

  get #allCalls(): typeof none {
    return {
      served: this.#before.served + this.#calls.served,
      failed: this.#before.failed + this.#calls.failed,
    };
  }
}
