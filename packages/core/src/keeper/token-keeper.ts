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

/** What a {@link TokenKeeper} is made of. `timeoutMs` is for the whole of one call as well. */
export interface TokenKeeperParts extends FlightsParts {
  /** Until what flights have taken, such as a turn, is given back. */
  readonly settled: () => Promise<void>;
}

/**
 * Keeps the current token of this process: the hit window, what `decide` says, and one flight that callers share. A
 * failed or slow refresh costs nobody a token that still lives.
 */
export class TokenKeeper {
  readonly #parts: TokenKeeperParts;
  /** What is served without a decision. */
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

  /** The token held at present, fresh or not. */
  get held(): HeldToken | undefined {
    return this.#held;
  }

  /** A flight has brought this one. @throws TokenError `ERR_TOKEN_CLOSED` */
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
      // All who come while there is nothing to serve wait on one promise: 10,000 timers cost more than the exchange.
      if (this.#held?.alive !== true) {
        if (this.#waiting.busy) this.flights.report?.wait('joins');
        return this.#waitTogether(this.#parts.running.now() + this.#parts.timeoutMs);
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

  /** Rejects all who wait, and everything that comes later, with `ERR_TOKEN_CLOSED`. Resolves once nothing is held. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#held = undefined;
    this.hits.hold(undefined);
    this.flights.stop(closedError());
    await this.#parts.settled();
  }

  /** The end of the wait is that of its first caller: whoever came later, and has time left, goes on with the flight. */
  #waitTogether(endsAt: number, waited?: FlightReport): Promise<AccessToken> {
    const isFirst = !this.#waiting.busy;
    const wait = this.#waiting.run(() => this.#serve(undefined, endsAt, waited));
    const { report } = this.flights;
    return wait.catch((error: unknown) =>
      !isFirst && this.flights.busy ? this.#waitTogether(endsAt, report) : throwOwn(error),
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
   * Waits for the flight until `endsAt`; with a token to fall back on, no longer than `patienceMs`.
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
      // Rounded up, so that the flight's own deadline, and its own error, come first.
      const delayMs = Math.ceil(Math.min(endsAt - running.now(), patienceMs));
      timer = running.clock.setTimer(() => resolve('late'), delayMs);
    });
    // Somebody waits: the process stays alive for it.
    timer?.hold();
    const outcome = await abortable(Promise.race([landed, late]), signal).finally(() => timer?.cancel());
    if (this.#closed) throw closedError();
    const held = this.#held?.alive === true ? this.#held : undefined;
    if (held !== undefined && held.remainingMs > minLifetimeMs) return held.token;
    const over = !(running.now() < endsAt);
    // Somebody else's flight asked for more life than there may be in a cache.
    const askedMore = askedMs > minLifetimeMs && !over;
    if (typeof outcome === 'object' && !askedMore && !(outcome.error instanceof GivenUp)) throw ownError(outcome.error);
    if (outcome !== 'landed' && over) throw timeoutError(timeoutMs, origin);
    // The flight was given up; or it was somebody else's, content with less; or patience was in vain, since a clock has
    // jumped or the process has stood still meanwhile.
    if (outcome !== 'landed' || askedMs < minLifetimeMs) return this.#serve(options, endsAt, report);
    throw held === undefined ? expiredError(origin) : lifetimeError(held.remainingMs, minLifetimeMs, origin);
  }
}
