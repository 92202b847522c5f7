import type { FullClock } from '../concurrency/clock.ts';
import type { AccessToken } from './access-token.ts';
import { freshness, type Freshness, type FreshnessPolicy } from './freshness.ts';
import { remainingLife } from './remaining-life.ts';

/**
 * If the issuer grants a token again that the API has refused, it has no other: for this time a refusal causes no
 * exchange. It is the longest rest, so an API that refuses everything costs the issuer no more than an issuer that
 * refuses everything.
 *
 * Why: docs/why.md#a-token-granted-again
 */
export const trustedForMs = 30_000;
/**
 * How many replacements in a row may be refused and replaced at once. The next one is kept for 30 s even if it is
 * refused: the API then refuses everything, and another exchange would not help.
 *
 * Why: docs/why.md#refusals-in-a-row
 */
const mostRefusals = 3;

/** What decides how to serve the client's token. */
export interface HeldLife {
  readonly remainingMs: number;
  /** The lifetime that the issuer granted with it, in milliseconds. */
  readonly lifetimeMs: number;
  readonly verdict: Freshness;
  /** Whether the API has refused it. */
  readonly refused: boolean;
}

/** The client's token. Its life is measured on both clocks from the moment it came. */
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

  /** What decides how to serve it, at this moment. */
  life(policy: FreshnessPolicy): HeldLife {
    const { remainingMs, rejected: refused } = this;
    return { remainingMs, lifetimeMs: this.token.lifetimeMs, verdict: this.freshness(policy), refused };
  }

  /**
   * What the refusals of the token before mean for this one.
   *
   * | `before` had been refused | this is the same token | it counts                                                      |
   * | ------------------------- | ---------------------- | -------------------------------------------------------------- |
   * | no                        | no                     | from zero                                                      |
   * | no                        | yes                    | on: it stays refused, or trusted, as it was                    |
   * | yes                       | yes                    | one refusal more, and is trusted for 30 s: the issuer has just said that there is no other |
   * | yes                       | no                     | one refusal more, from 1 if `before` had served for 30 s; after more than three in a row it is trusted for 30 s |
   *
   * So neither an issuer that grants a refused token again nor an API that refuses everything causes an exchange per
   * call.
   *
   * @param refused whether `before` had been refused when the issuer was asked
   */
  follow(before: HeldToken, refused: boolean): void {
    const same = this.token.accessToken === before.token.accessToken;
    if (!refused && !same) return;
    if (!refused) {
      this.#refusals = before.#refusals;
      this.#rejected = before.#rejected;
      this.#trustedUntil = before.#trustedUntil;
      return;
    }
    const atOnce = this.#heldAt - before.#heldAt < trustedForMs;
    this.#refusals = atOnce ? before.#refusals + 1 : 1;
    if (same || this.#refusals > mostRefusals) this.#trustedUntil = this.#heldAt + trustedForMs;
  }
}
