import type { FullClock } from '../concurrency/clock.ts';
import type { AccessToken } from './access-token.ts';
import { freshness, type Freshness, type FreshnessPolicy } from './freshness.ts';
import { remainingLife } from './remaining-life.ts';

const trustedForMs = 30_000;
/** So many tokens in a row may be refused as soon as they come; the next one is trusted. */
const mostRefusals = 3;

/** A token in this process, its life measured on both clocks from the moment it came. */
export class HeldToken {
  readonly token: AccessToken;
  readonly #clock: FullClock;
  readonly #heldAt: number;
  readonly #remainingMs: () => number;
  #refusals = 0;
  #rejected = false;
  #trustedUntil = -Infinity;

  constructor(token: AccessToken, clock: FullClock) {
    this.token = token;
    this.#clock = clock;
    this.#heldAt = clock.monotonic();
    this.#remainingMs = remainingLife(token, clock);
  }

  /** Milliseconds left. */
  get remainingMs(): number {
    return this.#remainingMs();
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
   * The API has refused it.
   *
   * @returns whether that changes anything
   */
  reject(): boolean {
    if (this.#rejected || this.#clock.monotonic() < this.#trustedUntil) return false;
    this.#rejected = true;
    return true;
  }

  /**
   * It came after `before`. The same token in the place of a refused one is trusted for 30 s, and so is a different one
   * when several before it were refused as soon as they came: an issuer that re-serves what was refused, or an API that
   * refuses everything, must not turn each call into an exchange.
   *
   * @param refused whether `before` had been refused when the issuer was asked; what happened since, the issuer did
   * not know, and the same token is as good or bad as it was
   */
  follow(before: HeldToken, refused: boolean): void {
    const same = this.token.accessToken === before.token.accessToken;
    if (refused) {
      const atOnce = this.#heldAt - before.#heldAt < trustedForMs;
      this.#refusals = atOnce ? before.#refusals + 1 : 1;
      if (same || this.#refusals > mostRefusals) this.#trustedUntil = this.#heldAt + trustedForMs;
    } else if (same) {
      this.#refusals = before.#refusals;
      this.#rejected = before.#rejected;
      this.#trustedUntil = before.#trustedUntil;
    }
  }
}
