import { abortable } from '../concurrency/abortable.ts';
import type { FullClock } from '../concurrency/clock.ts';
import { Deadline } from '../concurrency/deadline.ts';
import { SingleFlight } from '../concurrency/single-flight.ts';
import { TokenError } from '../errors/token-error.ts';
import type { TokenEventListener } from '../events.ts';
import type { AccessToken } from '../token/access-token.ts';
import { refreshWindow, type FreshnessPolicy } from '../token/freshness.ts';
import { HeldToken } from '../token/held-token.ts';
import { tokenString, type GetTokenOptions, type TokenRequest, type TokenSource } from './token-source.ts';

/** What a {@link ReuseTokenSource} is made of. */
export interface ReuseTokenSourceOptions {
  readonly inner: TokenSource;
  readonly policy: FreshnessPolicy;
  /** For the whole of one flight, milliseconds. */
  readonly timeoutMs: number;
  readonly clock: FullClock;
  readonly onEvent: TokenEventListener;
  /** Named in errors; read at each use. */
  readonly origin: () => string;
}

/** Both clocks are compared once in this long; in between one of them is enough. */
const comparedForMs = 1000;
/** No two refreshes start closer together than this, but for a token that is dead or refused. */
const spacingMs = 1000;

/**
 * Holds the current token of this process: serves it while it is fresh, refreshes it behind while it is due, and lets
 * callers share one flight when there is none to serve. A failed refresh costs nobody a token that still lives.
 */
export class ReuseTokenSource implements TokenSource {
  readonly #options: ReuseTokenSourceOptions;
  readonly #flight = new SingleFlight<AccessToken>();
  #deadline: Deadline | undefined;
  #held: HeldToken | undefined;
  #notBefore = -Infinity;
  #closed = false;
  // The hit: while the wall clock is in here, this promise is the answer.
  #settled: Promise<AccessToken> | undefined;
  #hitFrom = Infinity;
  #hitUntil = -Infinity;

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
    return this.#decide(request ?? {});
  }

  async invalidate(rejected: AccessToken | string): Promise<void> {
    const current = this.#held !== undefined && this.#held.token.accessToken === tokenString(rejected);
    const accepted = current && this.#held?.reject() === true;
    this.#options.onEvent({ type: 'invalidated', ignored: !accepted });
    if (!accepted) return;
    this.#hitUntil = -Infinity;
    await this.#options.inner.invalidate(rejected).catch(() => undefined);
  }

  /** Rejects all who wait, and everything that comes later, with `ERR_TOKEN_CLOSED`. */
  close(): void {
    this.#closed = true;
    this.#held = undefined;
    this.#settled = undefined;
    this.#deadline?.abort(closedError());
  }

  async #decide({ signal, minLifetimeMs = 0 }: GetTokenOptions): Promise<AccessToken> {
    signal?.throwIfAborted();
    if (this.#closed) throw closedError();
    const { clock, policy } = this.#options;
    const held = this.#held;
    const enough = held !== undefined && held.remainingMs > minLifetimeMs;
    if (held !== undefined && held.alive) {
      const verdict = held.freshness(policy);
      const resting = !held.rejected && clock.monotonic() < this.#notBefore;
      if (verdict === 'fresh') this.#armHit(held);
      if (verdict === 'refresh-due' && !resting) this.#refresh(minLifetimeMs).catch(() => undefined);
      if (enough && (verdict !== 'expired' || resting)) return held.token;
      // The issuer has just said that this is all there is: asking again before it is due changes nothing.
      const asked = resting || (verdict === 'fresh' && held.token.lifetimeMs <= minLifetimeMs);
      if (!enough && asked && !this.#flight.busy) throw this.#tooShort(held.remainingMs, minLifetimeMs);
    }
    return this.#wait(minLifetimeMs, signal);
  }

  async #wait(minLifetimeMs: number, signal: AbortSignal | undefined): Promise<AccessToken> {
    const flight = this.#refresh(minLifetimeMs);
    this.#deadline?.hold();
    try {
      await abortable(flight, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (this.#closed) throw closedError();
      const held = this.#held;
      if (held !== undefined && held.remainingMs > minLifetimeMs) return held.token;
      throw error;
    }
    const held = this.#held;
    if (held === undefined) throw closedError();
    const { remainingMs } = held;
    if (minLifetimeMs > 0 && !(remainingMs > minLifetimeMs)) throw this.#tooShort(remainingMs, minLifetimeMs);
    return held.token;
  }

  #refresh(minLifetimeMs: number): Promise<AccessToken> {
    return this.#flight.run(async () => {
      const { clock, timeoutMs, onEvent } = this.#options;
      const deadline = new Deadline(clock, timeoutMs, () => this.#timedOut());
      this.#deadline = deadline;
      this.#notBefore = clock.monotonic() + spacingMs;
      try {
        return await this.#fly({ deadline, minLifetimeMs });
      } catch (error) {
        const held = this.#held;
        if (held?.alive === true && TokenError.isInstance(error)) {
          onEvent({ type: 'served-stale', code: error.code, remainingMs: held.remainingMs });
        }
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
    const replacing = before?.token;
    const asked = { ...request, replacing, rejected: before?.rejected };
    const held = this.#hold(await request.deadline.race(inner.getToken(asked)));
    if (before?.rejected === true) held.trust();
    // Only a token out of a cache can be this old.
    if (before !== undefined || held.freshness(policy) !== 'expired') return held.token;
    const again = { ...request, replacing: held.token };
    return this.#hold(await request.deadline.race(inner.getToken(again))).token;
  }

  #hold(token: AccessToken): HeldToken {
    if (this.#closed) throw closedError();
    const held = new HeldToken(token, this.#options.clock);
    this.#held = held;
    this.#settled = Promise.resolve(token);
    this.#hitUntil = -Infinity;
    return held;
  }

  #armHit(held: HeldToken): void {
    const { clock, policy } = this.#options;
    const freshMs = held.remainingMs - refreshWindow(held.token.lifetimeMs, policy);
    this.#hitFrom = clock.now();
    this.#hitUntil = this.#hitFrom + Math.min(comparedForMs, freshMs);
  }

  #timedOut(): TokenError {
    const { timeoutMs, origin } = this.#options;
    return new TokenError(
      `Token was not to be had within ${timeoutMs} ms at ${origin()}: check that the token endpoint answers, or raise timeoutMs.`,
      { code: 'ERR_TOKEN_TIMEOUT', origin: origin() },
    );
  }

  #tooShort(remainingMs: number, minLifetimeMs: number): TokenError {
    const origin = this.#options.origin();
    return new TokenError(
      `Token has ${Math.floor(remainingMs / 1000)} s left, fewer than minLifetimeMs (${minLifetimeMs}) asks for, and the issuer gives no more at ${origin}: ask for less.`,
      { code: 'ERR_TOKEN_LIFETIME', origin },
    );
  }
}

function closedError(): TokenError {
  return new TokenError('Token client is closed: create a new one, or close it later.', { code: 'ERR_TOKEN_CLOSED' });
}
