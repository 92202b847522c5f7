import { abortable } from '../concurrency/abortable.ts';
import type { ClockTimer, FullClock } from '../concurrency/clock.ts';
import { Deadline } from '../concurrency/deadline.ts';
import { SingleFlight } from '../concurrency/single-flight.ts';
import { TokenError } from '../errors/token-error.ts';
import type { TokenEventListener } from '../events.ts';
import type { AccessToken } from '../token/access-token.ts';
import { refreshWindow, type FreshnessPolicy } from '../token/freshness.ts';
import { HeldToken } from '../token/held-token.ts';
import { plainNames } from '../errors/endpoint.ts';
import { responseError } from '../errors/response-error.ts';
import { tokenString, type GetTokenOptions, type TokenRequest, type TokenSource } from './token-source.ts';
import { closedError, lifetimeError, timeoutError } from './waiting-error.ts';

/** What a {@link ReuseTokenSource} is made of. */
export interface ReuseTokenSourceOptions {
  /** Ends by the deadline that it is given, whatever happens below it. */
  readonly inner: TokenSource;
  readonly policy: FreshnessPolicy;
  /** For the whole of one call, and of one flight, milliseconds. */
  readonly timeoutMs: number;
  readonly clock: FullClock;
  readonly onEvent: TokenEventListener;
  /** Named in errors; read at each use. */
  readonly origin: () => string;
}

/** Both clocks are compared once in this long; in between one of them is enough. */
const comparedForMs = 1000;
/**
 * No two refreshes start closer together than this, but for a token that is dead or refused. For so long, from its
 * start, a refresh is also worth waiting for while a token lives that is past its leeway.
 */
const spacingMs = 1000;

/**
 * Holds the current token of this process: serves it while it is fresh, refreshes it behind while it is due, and lets
 * callers share one flight when there is none to serve. A failed or slow refresh costs nobody a token that still lives.
 */
export class ReuseTokenSource implements TokenSource {
  readonly #options: ReuseTokenSourceOptions;
  readonly #flight = new SingleFlight<AccessToken>();
  readonly #waiting = new SingleFlight<AccessToken>();
  #deadline: Deadline | undefined;
  #held: HeldToken | undefined;
  #notBefore = -Infinity;
  /** The life that the last flight asked for; `-Infinity` when it failed. */
  #asked = -Infinity;
  #error: unknown;
  #closed = false;
  // The hit: while the wall clock is in here, this promise is the answer.
  #settled: Promise<AccessToken> | undefined;
  #hitFrom = Infinity;
  #hitUntil = -Infinity;
  #hitTimer: ClockTimer | undefined;

  constructor(options: ReuseTokenSourceOptions) {
    this.#options = options;
  }

  /** The token held at present, fresh or not. */
  get held(): HeldToken | undefined {
    return this.#held;
  }

  /** Whether a refresh is under way. */
  get refreshing(): boolean {
    return this.#flight.busy;
  }

  getToken(request?: GetTokenOptions): Promise<AccessToken> {
    if (request === undefined && this.#settled !== undefined) {
      const now = this.#options.clock.now();
      if (now >= this.#hitFrom && now < this.#hitUntil) return this.#settled;
    }
    if (request !== undefined || this.#held?.alive === true) return this.#decide(request);
    // All who come while there is nothing to serve wait on one promise: 10,000 timers cost more than the exchange.
    return this.#waiting.run(() => this.#decide(undefined));
  }

  async invalidate(rejected: AccessToken | string): Promise<void> {
    const held = this.#held;
    const accepted = held?.token.accessToken === tokenString(rejected) && held.reject();
    if (accepted) {
      this.#disarmHit();
      this.#notBefore = -Infinity;
    }
    this.#options.onEvent({ type: 'invalidated', ignored: !accepted });
    if (!accepted) return;
    await this.#options.inner.invalidate(rejected).catch(() => undefined);
  }

  /** Rejects all who wait, and everything that comes later, with `ERR_TOKEN_CLOSED`. */
  close(): void {
    this.#closed = true;
    this.#held = undefined;
    this.#settled = undefined;
    this.#disarmHit();
    this.#deadline?.abort(closedError());
  }

  async #decide(
    request: GetTokenOptions | undefined,
    endsAt = this.#options.clock.monotonic() + this.#options.timeoutMs,
  ): Promise<AccessToken> {
    const { signal, minLifetimeMs = 0 } = request ?? {};
    signal?.throwIfAborted();
    if (this.#closed) throw closedError();
    const { clock, policy, origin } = this.#options;
    const held = this.#held;
    if (held === undefined || !held.alive) return this.#wait(request, endsAt);

    const { remainingMs, rejected } = held;
    const verdict = held.freshness(policy);
    const rested = !(clock.monotonic() < this.#notBefore);
    if (verdict !== 'fresh' && rested) this.#refresh(minLifetimeMs).catch(() => undefined);
    if (verdict === 'fresh' && request === undefined) this.#armHit(held);
    const { busy } = this.#flight;

    if (remainingMs > minLifetimeMs) {
      // Not busy: a refresh less than a second ago left us with this token.
      if (verdict !== 'expired' || !busy) return held.token;
      if (rejected) return this.#wait(request, endsAt);
      const patienceMs = Math.floor(Math.min(this.#notBefore - clock.monotonic(), (remainingMs - minLifetimeMs) / 2));
      return patienceMs > 0 ? this.#wait(request, endsAt, patienceMs) : held.token;
    }
    // The issuer has just said that this is all there is: asking again before it is due changes nothing.
    const told = verdict === 'fresh' && !(held.token.lifetimeMs > minLifetimeMs);
    if (!busy && (told || (!rested && !(this.#asked < minLifetimeMs))))
      throw lifetimeError(remainingMs, minLifetimeMs, origin);
    return this.#wait(request, endsAt);
  }

  /** Waits for the flight until `endsAt`; with a token to fall back on, no longer than `patienceMs`. */
  async #wait(request: GetTokenOptions | undefined, endsAt: number, patienceMs = Infinity): Promise<AccessToken> {
    const { clock, timeoutMs, origin } = this.#options;
    const { signal, minLifetimeMs = 0 } = request ?? {};
    const landed = this.#refresh(minLifetimeMs).then(
      () => 'landed' as const,
      (error: unknown) => ({ error }),
    );
    const asked = this.#asked;
    let timer: ClockTimer | undefined;
    const late = new Promise<'late'>((resolve) => {
      // Rounded up, so that the flight's own deadline, and its own error, come first.
      timer = clock.setTimer(() => resolve('late'), Math.ceil(Math.min(endsAt - clock.monotonic(), patienceMs)));
    });
    // Somebody waits: the process stays alive for it.
    timer?.hold();
    const outcome = await abortable(Promise.race([landed, late]), signal).finally(() => timer?.cancel());
    if (this.#closed) throw closedError();
    const held = this.#held;
    if (held?.alive === true && held.remainingMs > minLifetimeMs) return held.token;
    if (typeof outcome === 'object') throw outcome.error;
    if (outcome === 'late' && !(clock.monotonic() < endsAt)) throw timeoutError(timeoutMs, origin);
    // Somebody else's flight was content with less, and may have found it in a cache; or patience was in vain, since a
    // clock has jumped meanwhile.
    if (outcome === 'late' || asked < minLifetimeMs) return this.#decide(request, endsAt);
    if (held?.alive !== true) throw responseError('expired', 'an expired token', { origin: origin(), names: plainNames });
    throw lifetimeError(held.remainingMs, minLifetimeMs, origin);
  }

  #refresh(minLifetimeMs: number): Promise<AccessToken> {
    return this.#flight.run(async () => {
      const { clock, timeoutMs, onEvent, origin } = this.#options;
      const deadline = new Deadline(clock, timeoutMs, () => timeoutError(timeoutMs, origin));
      this.#deadline = deadline;
      this.#notBefore = clock.monotonic() + spacingMs;
      this.#asked = minLifetimeMs;
      try {
        const token = await this.#fly({ deadline, minLifetimeMs });
        this.#error = undefined;
        return token;
      } catch (error) {
        this.#asked = -Infinity;
        const held = this.#held;
        // In a cool-down the same error comes again and again.
        if (error !== this.#error && held?.alive === true && TokenError.isInstance(error)) {
          onEvent({ type: 'served-stale', code: error.code, remainingMs: held.remainingMs });
        }
        this.#error = error;
        throw error;
      } finally {
        deadline.end();
        this.#deadline = undefined;
      }
    });
  }

  async #fly(request: TokenRequest & { readonly deadline: Deadline }): Promise<AccessToken> {
    const { inner, policy } = this.#options;
    const before = this.#held;
    const rejected = before?.rejected === true;
    const held = this.#hold(await inner.getToken({ ...request, replacing: before?.token, rejected }));
    if (before !== undefined) held.follow(before, rejected);
    // Only a token out of a cache can be this old.
    if (before !== undefined || held.freshness(policy) !== 'expired') return held.token;
    return this.#hold(await inner.getToken({ ...request, replacing: held.token })).token;
  }

  #hold(token: AccessToken): HeldToken {
    if (this.#closed) throw closedError();
    const held = new HeldToken(token, this.#options.clock);
    this.#held = held;
    this.#settled = Promise.resolve(token);
    this.#disarmHit();
    return held;
  }

  #armHit(held: HeldToken): void {
    const { clock, policy } = this.#options;
    const hitMs = Math.min(comparedForMs, held.remainingMs - refreshWindow(held.token.lifetimeMs, policy));
    this.#disarmHit();
    this.#hitFrom = clock.now();
    this.#hitUntil = this.#hitFrom + hitMs;
    // A wall clock that stands still, or is set back into this second, must not make it last.
    this.#hitTimer = clock.setTimer(() => this.#disarmHit(), hitMs);
  }

  #disarmHit(): void {
    this.#hitUntil = -Infinity;
    this.#hitTimer?.cancel();
    this.#hitTimer = undefined;
  }
}
