import type { FullClock } from '../concurrency/clock.ts';
import { GivenUp } from '../concurrency/deadline.ts';
import { TokenError } from '../errors/token-error.ts';
import type { TokenEventListener } from '../events.ts';
import type { HeldToken } from '../token/held-token.ts';

/**
 * How many of the callers who join a flight cause an event each: ten thousand callers at once are not to cause ten
 * thousand events.
 *
 * Why: docs/why.md#events-for-joins
 */
const mostJoins = 100;

/**
 * Sends the events of one flight: that it started, who joined it, and how it ended. There are none for a flight that a
 * rest ends at once, since during a rest every call starts such a flight.
 */
export class FlightReport {
  readonly #clock: FullClock;
  readonly #onEvent: TokenEventListener;
  #startedAt: number | undefined;
  #callers = 0;
  #joins = 0;

  constructor(clock: FullClock, onEvent: TokenEventListener) {
    this.#clock = clock;
    this.#onEvent = onEvent;
  }

  /** The flight begins its work. Called in the asynchronous context of the caller who caused it. Only the first call counts. */
  start(refresh: boolean): void {
    if (this.#startedAt !== undefined) return;
    this.#startedAt = this.#clock.monotonic();
    this.#onEvent({ type: 'flight-started', refresh });
  }

  /** A caller waits: the one who caused the flight, one more, or one of them again. Called in that caller's context. */
  wait(how: 'causes' | 'joins' | 'again'): void {
    if (how !== 'again') this.#callers += 1;
    if (how !== 'joins' || this.#startedAt === undefined || this.#joins === mostJoins) return;
    this.#joins += 1;
    this.#onEvent({ type: 'flight-joined' });
  }

  /** @param held the client's token now */
  landed(outcome: 'token' | 'postponed', held: HeldToken | undefined): void {
    this.#end({ outcome }, held);
  }

  /** @param held the client's token, which it still has */
  failed(error: unknown, held: HeldToken | undefined): void {
    const code = TokenError.isInstance(error) ? error.code : undefined;
    if (error instanceof GivenUp) this.#end({ outcome: 'given-up' }, held);
    else this.#end({ outcome: code === 'ERR_TOKEN_CLOSED' ? 'closed' : 'failed', code }, held);
  }

  #end(
    how: {
      readonly outcome: 'token' | 'postponed' | 'failed' | 'given-up' | 'closed';
      readonly code?: TokenError['code'] | undefined;
    },
    held: HeldToken | undefined,
  ): void {
    if (this.#startedAt === undefined) return;
    const durationMs = this.#clock.monotonic() - this.#startedAt;
    const remainingMs = held?.alive === true ? held.remainingMs : undefined;
    this.#onEvent({ type: 'flight-ended', durationMs, callers: this.#callers, remainingMs, ...how });
  }
}
