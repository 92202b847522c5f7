import { hash, timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How long a wrong key waits for its 401, milliseconds, so that a loop with a wrong one costs little. Guessers are kept
 * out by the length of the key: the right one passes at once, so whoever does not wait learns as much.
 */
const slowMs = 1000;
/** How many wrong ones may wait at a time, since each holds a connection. */
const mostWaiting = 8;

/** Compares keys, in the same time whatever they are, and slows wrong ones down. */
export class KeyGate {
  readonly #key: Buffer | undefined;
  #waiting = 0;

  /** @param key `undefined`: everybody who reaches the agent may pass */
  constructor(key: string | undefined) {
    this.#key = key === undefined ? undefined : digest(key);
  }

  /** @returns 401 after a while if none of these is the key, 429 at once when many wait; `undefined` if one is */
  async refuse(keys: readonly string[]): Promise<401 | 429 | undefined> {
    const wanted = this.#key;
    if (wanted === undefined || keys.some((key) => timingSafeEqual(wanted, digest(key)))) return undefined;
    if (this.#waiting >= mostWaiting) return 429;
    this.#waiting += 1;
    await sleep(slowMs);
    this.#waiting -= 1;
    return 401;
  }
}

function digest(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}
