import type { Fault } from './fault/fault.ts';

/** One request that reached a token route. Never holds a secret or a token. */
export interface ExchangeRecord {
  /** When the request arrived, epoch milliseconds of the server's clock. */
  readonly at: number;
  /** The path that was called. */
  readonly route: string;
  /** Whose credentials they claimed to be. `undefined` when the server has no such app. */
  readonly appId: string | undefined;
  /** The status sent. `undefined` when the connection was hung or reset before one. */
  readonly status: number | undefined;
  /** Whether a token was granted that had been granted before. */
  readonly reused: boolean;
  /** How long the granted token still lives, in milliseconds. `undefined` when none was granted. */
  readonly remainingMs: number | undefined;
  /** The fault that hit this exchange, if any. */
  readonly fault: Fault['kind'] | undefined;
}

/** The last exchanges, oldest first. Bounded, so that load does not fill the memory. */
export class ExchangeLog {
  readonly #size: number;
  #records: ExchangeRecord[] = [];

  /** @param size how many records are kept */
  constructor(size: number) {
    this.#size = size;
  }

  add(record: ExchangeRecord): void {
    this.#records.push(record);
    if (this.#records.length > this.#size) this.#records.shift();
  }

  list(): ExchangeRecord[] {
    return [...this.#records];
  }

  clear(): void {
    this.#records = [];
  }
}
