import type { FullClock } from '../concurrency/clock.ts';
import { meanings } from '../errors/meaning.ts';
import type { TokenError } from '../errors/token-error.ts';
import type { TokenEventListener } from '../events.ts';
import type { TokenExchange } from '../issuer/token-issuer.ts';
import { areSame } from './credentials.ts';

/** The first rest after a failure that may pass. Doubled with each failure in a row. (docs/why.md#rest) */
const firstMs = 1000;
/**
 * The longest rest without a `Retry-After`, and the first one after a failure that only a person can fix: at most 21
 * exchanges in 10 minutes.
 *
 * Why: docs/why.md#rest
 */
const longestMs = 30_000;
/**
 * During a rest, the credentials and the cache are read at most once in this time, however many calls there are.
 *
 * Why: docs/why.md#reads-during-a-rest
 */
const lookMs = 1000;

/**
 * How long not to ask the issuer after a failure: as `errors/meaning.ts` says, and at least its `Retry-After`.
 *
 * @param failures how many in a row, this one included
 */
export function restMs({ code, retryAfterMs = 0 }: TokenError, failures: number): number {
  const { rest } = meanings[code];
  if (rest === 'brief') return firstMs;
  const ownMs = rest === 'lasting' ? longestMs : Math.min(firstMs * 2 ** (failures - 1), longestMs);
  return Math.max(ownMs, retryAfterMs);
}

/** A failure, and how long the issuer is not asked after it. */
export interface Failure {
  readonly error: TokenError;
  /** How many failures in a row. */
  readonly count: number;
  /** How long the rest lasts from now, in milliseconds. */
  readonly durationMs: number;
  /** The time that the exchange had, in milliseconds. A timeout does not concern a process that allows more time. */
  readonly timeoutMs: number;
}

interface Resting {
  readonly error: TokenError;
  readonly count: number;
  /** On the monotonic clock, in milliseconds. */
  readonly until: number;
  /** The credentials that failed; `undefined` when they could not be read. */
  readonly exchange: TokenExchange | undefined;
}

/** The pause after a failure: every call gets the same error at once, and nobody asks the issuer. New credentials end it. */
export class Rest {
  readonly #clock: FullClock;
  readonly #onEvent: TokenEventListener;
  #last: Resting | undefined;
  #looksAt = -Infinity;

  constructor(clock: FullClock, onEvent: TokenEventListener) {
    this.#clock = clock;
    this.#onEvent = onEvent;
  }

  /** Whether there is a rest now. */
  get open(): boolean {
    return this.#last !== undefined && this.#clock.monotonic() < this.#last.until;
  }

  /** Whether the last exchange failed a short time ago. Then the next one has no retries. */
  get probing(): boolean {
    return this.#recent !== undefined;
  }

  /** During a rest, only one call a second may look for new credentials or a token. @throws TokenError for all others */
  refuseBetweenLooks(): void {
    if (this.#last === undefined || !this.open) return;
    const now = this.#clock.monotonic();
    if (now < this.#looksAt) throw this.#last.error;
    this.#looksAt = now + lookMs;
  }

  /** @throws TokenError the rest's error, unless the rest is over or these credentials differ from those that failed */
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

  /** Another process's exchange has failed with the same credentials. @throws TokenError its error */
  share({ error, count, durationMs }: Failure, exchange: TokenExchange): never {
    this.#last = { error, count, exchange, until: this.#clock.monotonic() + durationMs };
    this.#onEvent({ type: 'rest-shared', code: error.code, durationMs });
    throw error;
  }

  /** The last failure of an exchange, until 30 s after its rest. */
  get #recent(): Resting | undefined {
    if (this.#last === undefined || meanings[this.#last.error.code].rest === 'brief') return undefined;
    return this.#clock.monotonic() < this.#last.until + longestMs ? this.#last : undefined;
  }

  /** There is a token. The next failure counts as the first. */
  end(): void {
    this.#last = undefined;
  }
}
