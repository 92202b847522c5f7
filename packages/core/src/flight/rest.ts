import type { FullClock } from '../concurrency/clock.ts';
import { meanings } from '../errors/meaning.ts';
import type { TokenError } from '../errors/token-error.ts';
import type { TokenEventListener } from '../events.ts';
import type { TokenExchange } from '../issuer/token-issuer.ts';
import { areSame } from './credentials.ts';

/** The first rest after a failure that may pass. Doubled with each failure in a row. (docs/why.md#rest) */
const firstMs = 1000;
/**
 * The longest rest of our own making, and the first one after what only a person can mend (FAULTS 44: 21 exchanges in
 * 10 minutes).
 *
 * Why: docs/why.md#rest
 */
const longestMs = 30_000;
/**
 * In a rest, credentials and cache are looked at once in this long, however many call.
 *
 * Why: docs/why.md#looks-in-a-rest
 */
const lookMs = 1000;

/**
 * How long to leave the issuer alone after a failure, by `errors/meaning.ts`; never less than the server asked for.
 *
 * @param failures how many in a row, this one included
 */
export function restMs({ code, retryAfterMs = 0 }: TokenError, failures: number): number {
  const { rest } = meanings[code];
  if (rest === 'brief') return firstMs;
  const ownMs = rest === 'lasting' ? longestMs : Math.min(firstMs * 2 ** (failures - 1), longestMs);
  return Math.max(ownMs, retryAfterMs);
}

/** A failure, and how long the issuer is left alone for it. */
export interface Failure {
  readonly error: TokenError;
  /** How many in a row. */
  readonly count: number;
  /** Milliseconds from now. */
  readonly durationMs: number;
  /** The time that the exchange had, milliseconds: one that had less proves nothing to one that has more. */
  readonly timeoutMs: number;
}

interface Resting {
  readonly error: TokenError;
  readonly count: number;
  /** Monotonic. */
  readonly until: number;
  /** The credentials that failed; `undefined` when they could not be read. */
  readonly exchange: TokenExchange | undefined;
}

/** After a failure the issuer is left alone, and every call gets the same error at once. New credentials end it. */
export class Rest {
  readonly #clock: FullClock;
  readonly #onEvent: TokenEventListener;
  #last: Resting | undefined;
  #looksAt = -Infinity;

  constructor(clock: FullClock, onEvent: TokenEventListener) {
    this.#clock = clock;
    this.#onEvent = onEvent;
  }

  /** Whether the issuer is to be left alone at this moment. */
  get open(): boolean {
    return this.#last !== undefined && this.#clock.monotonic() < this.#last.until;
  }

  /** Whether the last exchange failed, not long ago: then the next one is tried once, without retries. */
  get probing(): boolean {
    return this.#recent !== undefined;
  }

  /** In a rest, lets one call a second through, to look whether something has changed. @throws TokenError that of the rest */
  refuseBetweenLooks(): void {
    if (this.#last === undefined || !this.open) return;
    const now = this.#clock.monotonic();
    if (now < this.#looksAt) throw this.#last.error;
    this.#looksAt = now + lookMs;
  }

  /** @throws TokenError that of the rest, unless it is over or these credentials are others than those that failed */
  refuse(exchange: TokenExchange | undefined): void {
    if (this.#last === undefined || !this.open) return;
    const failed = this.#last.exchange;
    const isNew = exchange !== undefined && (failed === undefined || !areSame(exchange, failed));
    if (!isNew) throw this.#last.error;
    this.#last = undefined;
  }

  /** An exchange has failed. */
  begin(error: TokenError, exchange: TokenExchange | undefined, timeoutMs: number): Failure {
    const count = (this.#recent?.count ?? 0) + 1;
    const durationMs = restMs(error, count);
    this.#last = { error, count, exchange, until: this.#clock.monotonic() + durationMs };
    this.#onEvent({ type: 'cooling-down', code: error.code, durationMs });
    return { error, count, durationMs, timeoutMs };
  }

  /** Somebody else's exchange has failed, with the same credentials. @throws TokenError theirs */
  share({ error, count, durationMs }: Failure, exchange: TokenExchange): never {
    this.#last = { error, count, exchange, until: this.#clock.monotonic() + durationMs };
    this.#onEvent({ type: 'rest-shared', code: error.code, durationMs });
    throw error;
  }

  /** The last failure, if it was one of an exchange, and its rest has not been over for as long as a rest can last. */
  get #recent(): Resting | undefined {
    if (this.#last === undefined || meanings[this.#last.error.code].rest === 'brief') return undefined;
    return this.#clock.monotonic() < this.#last.until + longestMs ? this.#last : undefined;
  }

  /** There is a token: the next failure is the first. */
  end(): void {
    this.#last = undefined;
  }
}
