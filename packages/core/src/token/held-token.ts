import type { FullClock } from '../concurrency/clock.ts';
import type { AccessToken } from './access-token.ts';
import { freshness, type Freshness, type FreshnessPolicy } from './freshness.ts';

/** A token in this process, its life measured on both clocks from the moment it came. */
export class HeldToken {
  readonly token: AccessToken;
  readonly #clock: FullClock;
  readonly #heldAt: number;
  readonly #endsAt: number;
  #rejected = false;
  #trusted = false;

  constructor(token: AccessToken, clock: FullClock) {
    this.token = token;
    this.#clock = clock;
    this.#heldAt = clock.monotonic();
    this.#endsAt = this.#heldAt + Math.min(token.lifetimeMs, token.expiresAt - clock.now());
  }

  /** Milliseconds left by the stricter of wall and monotonic time, so that no clock can revive a dead token. */
  get remainingMs(): number {
    return Math.min(this.token.expiresAt - this.#clock.now(), this.#endsAt - this.#clock.monotonic());
  }

  /** Whether it can still be used at all. */
  get alive(): boolean {
    return this.remainingMs > 0;
  }

  /** Whether the API has refused it. */
  get rejected(): boolean {
    return this.#rejected;
  }

  /** @returns `expired` for a token that the API has refused, else the verdict on its life */
  freshness(policy: FreshnessPolicy): Freshness {
    if (this.#rejected) return 'expired';
    return freshness({ remainingMs: this.remainingMs, lifetimeMs: this.token.lifetimeMs }, policy);
  }

  /**
   * The API has refused it. A token that came in the place of a refused one is trusted for 30 s, so that an API that
   * refuses everything, or an issuer that re-serves what was refused, does not turn each call into an exchange.
   *
   * @returns whether that changes anything
   */
  reject(): boolean {
    if (this.#rejected || (this.#trusted && this.#clock.monotonic() - this.#heldAt < 30_000)) return false;
    this.#rejected = true;
    return true;
  }

  /** It replaces a token that the API has refused. */
  trust(): void {
    this.#trusted = true;
  }
}
