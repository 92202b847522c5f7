import { abortable } from '../concurrency/abortable.ts';
import type { ClockTimer } from '../concurrency/clock.ts';
import { Deadline, GivenUp } from '../concurrency/deadline.ts';
import type { RunningTime } from '../concurrency/running-time.ts';
import { SingleFlight } from '../concurrency/single-flight.ts';
import type { TokenErrorCode } from '../errors/meaning.ts';
import { TokenError } from '../errors/token-error.ts';
import type { TokenEventListener } from '../events.ts';
import type { Order } from '../flight/order.ts';
import type { AccessToken } from '../token/access-token.ts';
import { refreshWindow, type FreshnessPolicy } from '../token/freshness.ts';
import { HeldToken } from '../token/held-token.ts';
import { HitWindow } from './hit-window.ts';
import { decide, firstSecondMs } from './serving-decision.ts';
import { closedError, expiredError, lifetimeError, timeoutError } from './waiting-error.ts';

/** What a caller may ask of `getToken`. */
export interface GetTokenOptions {
  /** Rejects this one caller, with `signal.reason`; the exchange behind it goes on for the others. */
  readonly signal?: AbortSignal | undefined;
  /** The least life the token must have left, milliseconds. Default: 0. */
  readonly minLifetimeMs?: number | undefined;
}

/** What a {@link TokenKeeper} is made of. */
export interface TokenKeeperParts {
  /** One flight: ends by the order's deadline. @returns `undefined` when a refresh can wait, since the cache is away */
  readonly obtain: (order: Order) => Promise<AccessToken | undefined>;
  /** Until what flights have taken, such as a turn, is given back. */
  readonly settled: () => Promise<unknown>;
  readonly policy: FreshnessPolicy;
  /** For the whole of one call, and of one flight, milliseconds. */
  readonly timeoutMs: number;
  readonly running: RunningTime;
  readonly onEvent: TokenEventListener;
  /** Named in errors; read at each use. */
  readonly origin: () => string;
}

/**
 * The longest that `close` waits for a turn to be given back: what a cache that hangs may take.
 *
 * Why: docs/why.md#closing
 */
const closingMs = 1200;

/**
 * Keeps the current token of this process: the hit window, what `decide` says, and one flight that callers share. A
 * failed or slow refresh costs nobody a token that still lives.
 */
export class TokenKeeper {
  readonly #parts: TokenKeeperParts;
  /** What is served without a decision. */
  readonly hits: HitWindow;
  readonly #flight = new SingleFlight<void>();
  readonly #waiting = new SingleFlight<AccessToken>();
  #underWay: { readonly deadline: Deadline; readonly stop: (reason: unknown) => void } | undefined;
  #held: HeldToken | undefined;
  #notBefore = -Infinity;
  #askedMs = -Infinity;
  #error: unknown;
  #lastError: { readonly code: TokenErrorCode; readonly at: number } | undefined;
  #closed = false;

  constructor(parts: TokenKeeperParts) {
    this.#parts = parts;
    this.hits = new HitWindow(parts.running.clock);
  }

  /** The token held at present, fresh or not. */
  get held(): HeldToken | undefined {
    return this.#held;
  }

  /** Whether a refresh is under way. */
  get refreshing(): boolean {
    return this.#flight.busy;
  }

  /** What the last flight failed with; `undefined` once one has succeeded. */
  get lastError(): { readonly code: TokenErrorCode; readonly at: number } | undefined {
    return this.#lastError;
  }

  getToken(options?: GetTokenOptions): Promise<AccessToken> {
    if (options === undefined) {
      const { answer } = this.hits;
      if (answer !== undefined) return answer;
      // All who come while there is nothing to serve wait on one promise: 10,000 timers cost more than the exchange.
      if (this.#held?.alive !== true) return this.#waiting.run(() => this.#serve(undefined)).catch(throwOwn);
    }
    return this.#serve(options);
  }

  /** The API refused this token. @returns whether that changes anything */
  invalidate(rejected: string): boolean {
    const accepted = this.#held?.token.accessToken === rejected && this.#held.reject();
    if (accepted) {
      this.hits.close();
      this.#notBefore = -Infinity;
    }
    this.#parts.onEvent({ type: 'invalidated', ignored: !accepted });
    return accepted;
  }

  /** Rejects all who wait, and everything that comes later, with `ERR_TOKEN_CLOSED`. Resolves once nothing is held. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#held = undefined;
    this.hits.hold(undefined);
    this.#underWay?.stop(closedError());
    this.#underWay?.deadline.abort(closedError());
    let timer: ClockTimer | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = this.#parts.running.clock.setTimer(resolve, closingMs);
      timer.hold();
    });
    await Promise.race([this.#parts.settled(), enough]).finally(() => timer?.cancel());
  }

  async #serve(
    options: GetTokenOptions | undefined,
    endsAt = this.#parts.running.now() + this.#parts.timeoutMs,
  ): Promise<AccessToken> {
    const { signal, minLifetimeMs = 0 } = options ?? {};
    signal?.throwIfAborted();
    if (this.#closed) throw closedError();
    const { running, policy, origin } = this.#parts;
    const held = this.#held?.alive === true ? this.#held : undefined;
    const life = held?.life(policy);
    const { action, patienceMs, refresh } = decide(
      {
        held: life,
        flying: this.#flight.busy,
        spacingMs: this.#notBefore - running.clock.monotonic(),
        askedMs: this.#askedMs,
      },
      minLifetimeMs,
    );
    if (refresh) this.#fly(minLifetimeMs).catch(() => undefined);
    if (held === undefined || life === undefined || action === 'wait') return this.#wait(options, endsAt, patienceMs);
    if (action === 'refuse') throw lifetimeError(life.remainingMs, minLifetimeMs, origin);
    if (life.verdict === 'fresh' && this.hits.answer === undefined) {
      this.hits.open(life.remainingMs - refreshWindow(life.lifetimeMs, policy));
    }
    return held.token;
  }

  /** Waits for the flight until `endsAt`; with a token to fall back on, no longer than `patienceMs`. */
  async #wait(options: GetTokenOptions | undefined, endsAt: number, patienceMs: number): Promise<AccessToken> {
    const { running, timeoutMs, origin } = this.#parts;
    const { signal, minLifetimeMs = 0 } = options ?? {};
    const landed = this.#fly(minLifetimeMs).then(
      () => 'landed' as const,
      (error: unknown) => ({ error }),
    );
    const askedMs = this.#askedMs;
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
    if (outcome !== 'landed' || askedMs < minLifetimeMs) return this.#serve(options, endsAt);
    throw held === undefined ? expiredError(origin) : lifetimeError(held.remainingMs, minLifetimeMs, origin);
  }

  #fly(minLifetimeMs: number): Promise<void> {
    return this.#flight.run(async () => {
      const { running, timeoutMs, origin } = this.#parts;
      const deadline = new Deadline(running, timeoutMs, () => timeoutError(timeoutMs, origin));
      // Who waits is not kept waiting while a turn is given back.
      const { promise: stopped, reject: stop } = Promise.withResolvers<never>();
      this.#underWay = { deadline, stop };
      const soonest = this.#notBefore;
      this.#notBefore = running.clock.monotonic() + firstSecondMs;
      this.#askedMs = minLifetimeMs;
      try {
        await Promise.race([this.#obtain(deadline, minLifetimeMs, soonest), stopped]);
        this.#error = undefined;
        this.#lastError = undefined;
      } catch (error) {
        this.#failed(error);
        throw error;
      } finally {
        deadline.end();
        this.#underWay = undefined;
      }
    });
  }

  /** A token of a second is dead before a second is over: even then there is one exchange a second. */
  async #space(deadline: Deadline, soonest: number): Promise<void> {
    const { clock } = this.#parts.running;
    const spacingMs = soonest - clock.monotonic();
    const lived = this.#held?.alive === false && this.#lastError === undefined ? this.#held.token.lifetimeMs : Infinity;
    if (!(lived <= firstSecondMs && spacingMs > 0)) return;
    await deadline.sleep(spacingMs);
    this.#notBefore = clock.monotonic() + firstSecondMs;
  }

  async #obtain(deadline: Deadline, minLifetimeMs: number, soonest: number): Promise<void> {
    await this.#space(deadline, soonest);
    const { obtain, policy } = this.#parts;
    const before = this.#held;
    const refused = before?.rejected === true;
    const urgent = before?.alive !== true || refused;
    const postponable = !urgent && before.remainingMs > Math.max(postponableAbove(before, policy), minLifetimeMs);
    const token = await obtain({ deadline, minLifetimeMs, replacing: before?.token, refused, urgent, postponable });
    // The cache is away, and there is time: the refresh waits for it.
    if (token === undefined) return;
    const held = this.#hold(token);
    if (before !== undefined) held.follow(before, refused);
    // Only a token out of a cache can be this old.
    if (before !== undefined || held.freshness(policy) !== 'expired') return;
    const newer = await obtain({
      deadline,
      minLifetimeMs,
      replacing: held.token,
      refused: false,
      urgent: false,
      postponable: false,
    });
    if (newer !== undefined) this.#hold(newer);
  }

  #hold(token: AccessToken): HeldToken {
    if (this.#closed) throw closedError();
    const held = new HeldToken(token, this.#parts.running.clock);
    this.#held = held;
    this.hits.hold(token);
    return held;
  }

  #failed(error: unknown): void {
    const { onEvent, running } = this.#parts;
    this.#askedMs = -Infinity;
    if (error instanceof GivenUp) {
      this.#notBefore = -Infinity;
      onEvent({ type: 'given-up', stoodStillMs: error.stoodStillMs });
      return;
    }
    if (!TokenError.isInstance(error) || error.code === 'ERR_TOKEN_CLOSED') return;
    this.#lastError = { code: error.code, at: running.clock.now() };
    // In a rest the same error comes again and again.
    if (error !== this.#error && this.#held?.alive === true) {
      onEvent({ type: 'served-stale', code: error.code, remainingMs: this.#held.remainingMs });
    }
    this.#error = error;
  }
}

/**
 * With more than half of its window left, a refresh can wait for a cache that is out of reach: a failover must not cost
 * one exchange per instance, and half a window is time enough for the exchange itself.
 *
 * Why: docs/why.md#waiting-for-the-cache
 */
function postponableAbove({ token }: HeldToken, policy: FreshnessPolicy): number {
  return refreshWindow(token.lifetimeMs, policy) / 2;
}

/** Each caller gets an error of its own: what one writes on it, no other sees. (docs/why.md#errors-of-ones-own) */
function ownError(error: unknown): unknown {
  return TokenError.isInstance(error) ? new TokenError(error.message, error) : error;
}

function throwOwn(error: unknown): never {
  throw ownError(error);
}
