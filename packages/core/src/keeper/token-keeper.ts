import { abortable } from '../concurrency/abortable.ts';
import type { ClockTimer } from '../concurrency/clock.ts';
import { GivenUp } from '../concurrency/deadline.ts';
import { SingleFlight } from '../concurrency/single-flight.ts';
import type { AccessToken } from '../token/access-token.ts';
import { refreshWindow } from '../token/freshness.ts';
import { HeldToken } from '../token/held-token.ts';
import type { FlightReport } from './flight-report.ts';
import { Flights, type FlightsParts } from './flights.ts';
import { HitWindow } from './hit-window.ts';
import { ownOptions, type GetTokenOptions } from './get-token-options.ts';
import { decide } from './serving-decision.ts';
import { closedError, expiredError, lifetimeError, ownError, throwOwn, timeoutError } from './waiting-error.ts';

/** The parts of a {@link TokenKeeper}. `timeoutMs` is also the limit for one call. */
export interface TokenKeeperParts extends FlightsParts {
  /** Resolves when flights have released what they hold, such as a lock. */
  readonly settled: () => Promise<void>;
}

/**
 * Keeps the client's token: it answers hits, asks `decide` otherwise, and runs one flight that callers share. A failed
 * or slow refresh never costs a caller a token that is still valid.
 */
export class TokenKeeper {
  readonly #parts: TokenKeeperParts;
  /** Answers calls without a decision. */
  readonly hits: HitWindow;
  readonly flights: Flights;
  readonly #waiting = new SingleFlight<AccessToken>();
  #held: HeldToken | undefined;
  #closed = false;

  constructor(parts: TokenKeeperParts) {
    this.#parts = parts;
    this.hits = new HitWindow(parts.running.clock);
    this.flights = new Flights(parts, this);
  }

  /** The client's current token, fresh or not. */
  get held(): HeldToken | undefined {
    return this.#held;
  }

  /** Takes the token that a flight has obtained. @throws TokenError `ERR_TOKEN_CLOSED` */
  hold(token: AccessToken): HeldToken {
    if (this.#closed) throw closedError();
    this.hits.hold(token);
    this.#held = new HeldToken(token, this.#parts.running.clock);
    return this.#held;
  }

  getToken(options?: GetTokenOptions): Promise<AccessToken> {
    if (options === undefined) {
      const { answer } = this.hits;
      if (answer !== undefined) return answer;
      // All callers wait on one promise while there is no token: 10,000 timers cost more than the exchange.
      if (this.#held?.alive !== true) {
        if (this.#waiting.busy) this.flights.report?.wait('joins');
        return this.#waitTogether(this.#parts.running.peek() + this.#parts.timeoutMs);
      }
    }
    return this.#serve(options);
  }

  /** The API refused this token. @returns whether that changes anything */
  invalidate(rejected: string): boolean {
    const accepted = this.#held?.token.accessToken === rejected && this.#held.reject();
    if (accepted) {
      this.hits.close();
      this.flights.hurry();
    }
    this.#parts.onEvent({ type: 'invalidated', ignored: !accepted });
    return accepted;
  }

  /** Rejects all waiting and later calls with `ERR_TOKEN_CLOSED`. Resolves when everything has been released. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#held = undefined;
    this.hits.hold(undefined);
    this.flights.stop(closedError());
    await this.#parts.settled();
  }

  /** The end of the wait is that of its first caller: whoever came later, and has time left, goes on with the flight. */
  #waitTogether(endsAt: number, waited?: FlightReport): Promise<AccessToken> {
    const { current } = this.#waiting;
    if (current === undefined) return this.#waiting.run(() => this.#serve(undefined, endsAt, waited)).catch(throwOwn);
    const { report } = this.flights;
    return current.catch((error: unknown) =>
      this.flights.busy ? this.#waitTogether(endsAt, report) : throwOwn(error),
    );
  }

  async #serve(
    options: GetTokenOptions | undefined,
    endsAt = this.#parts.running.now() + this.#parts.timeoutMs,
    waited?: FlightReport,
  ): Promise<AccessToken> {
    const { signal, minLifetimeMs = 0 } = ownOptions(options);
    signal?.throwIfAborted();
    if (this.#closed) throw closedError();
    const { policy, origin } = this.#parts;
    const { flights } = this;
    const held = this.#held?.alive === true ? this.#held : undefined;
    const life = held?.life(policy);
    const flying = flights.busy;
    const { spacingMs, askedMs } = flights;
    const { action, patienceMs, refresh } = decide({ held: life, flying, spacingMs, askedMs }, minLifetimeMs);
    if (refresh) flights.fly(minLifetimeMs).catch(() => undefined);
    if (held === undefined || life === undefined || action === 'wait') {
      const again = waited !== undefined && waited === flights.report;
      return this.#wait(options, endsAt, patienceMs, again ? 'again' : flying ? 'joins' : 'causes');
    }
    if (action === 'refuse') throw lifetimeError(life.remainingMs, minLifetimeMs, origin);
    if (life.verdict === 'fresh' && this.hits.answer === undefined) {
      this.hits.open(life.remainingMs - refreshWindow(life.lifetimeMs, policy));
    }
    return held.token;
  }

  /**
   * Waits for the flight until `endsAt`, or for `patienceMs` if that is less.
   *
   * @param how this caller came to the flight
   */
  async #wait(
    options: GetTokenOptions | undefined,
    endsAt: number,
    patienceMs: number,
    how: Parameters<FlightReport['wait']>[0],
  ): Promise<AccessToken> {
    const { running, timeoutMs, origin } = this.#parts;
    const { signal, minLifetimeMs = 0 } = ownOptions(options);
    const landed = this.flights.fly(minLifetimeMs).then(
      () => 'landed' as const,
      (error: unknown) => ({ error }),
    );
    const { report, askedMs } = this.flights;
    report?.wait(how);
    let timer: ClockTimer | undefined;
    const late = new Promise<'late'>((resolve) => {
      // Rounded up, so that the flight's own deadline comes first, and callers get the flight's error.
      const delayMs = Math.ceil(Math.min(endsAt - running.now(), patienceMs));
      timer = running.clock.setTimer(() => resolve('late'), delayMs);
    });
    // A caller waits, so the process must stay alive.
    timer?.hold();
    const outcome = await abortable(Promise.race([landed, late]), signal).finally(() => timer?.cancel());
    if (this.#closed) throw closedError();
    const held = this.#held?.alive === true ? this.#held : undefined;
    if (held !== undefined && held.remainingMs > minLifetimeMs) return held.token;
    const over = !(running.now() < endsAt);
    // The flight was started by a caller who asked for a longer life. A shorter one may still be had.
    const askedMore = askedMs > minLifetimeMs && !over;
    if (typeof outcome === 'object' && !askedMore && !(outcome.error instanceof GivenUp)) throw ownError(outcome.error);
    if (outcome !== 'landed' && over) throw timeoutError(timeoutMs, origin);
    // Decide once more: the flight was given up, or its caller asked for a shorter life, or the token expired while this
    // caller waited, since a clock jumped or the process stood still.
    if (outcome !== 'landed' || askedMs < minLifetimeMs) return this.#serve(options, endsAt, report);
    throw held === undefined ? expiredError(origin) : lifetimeError(held.remainingMs, minLifetimeMs, origin);
  }
}
