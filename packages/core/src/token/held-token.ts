import type { FullClock } from '../concurrency/clock.ts';
import type { AccessToken } from './access-token.ts';
import { freshness, type Freshness, type FreshnessPolicy } from './freshness.ts';
import { remainingLife } from './remaining-life.ts';

/**
 * How long a token is trusted against the API's word: the longest rest after a failure, so that an API which refuses
 * everything costs the issuer no more than an issuer which refuses everything.
 *
 * Why: docs/why.md#trust
 */
export const trustedForMs = 30_000;
/**
 * So many tokens in a row may be refused as soon as they come; the next one is trusted. One refusal is an API that lags
 * behind its issuer or a revocation; three in a row are an API that refuses everything.
 *
 * Why: docs/why.md#three-refusals
 */
const mostRefusals = 3;

/** What decides about a token that is held. */
export interface HeldLife {
  readonly remainingMs: number;
  /** What the answer that brought it granted, milliseconds. */
  readonly lifetimeMs: number;
  readonly verdict: Freshness;
  /** Whether the API has refused it. */
  readonly refused: boolean;
}

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

  /** All that decides about it, at this moment. */
  life(policy: FreshnessPolicy): HeldLife {
    const { remainingMs, rejected: refused } = this;
    return { remainingMs, lifetimeMs: this.token.lifetimeMs, verdict: this.freshness(policy), refused };
  }

  /**
   * It came after `before`: what that one's refusals mean for it.
   *
   * | `before` had been refused | this is the same token | it counts                                                      |
   * | ------------------------- | ---------------------- | -------------------------------------------------------------- |
   * | no                        | no                     | from new                                                       |
   * | no                        | yes                    | on: as good or bad as it was, refused meanwhile or trusted     |
   * | yes                       | yes                    | one refusal more, and is trusted for 30 s: the issuer has just said that there is no other |
   * | yes                       | no                     | one refusal more, from 1 if `before` had served for 30 s; after more than three in a row it is trusted for 30 s |
   *
   * So an issuer that re-serves what was refused, or an API that refuses everything, cannot turn each call into an
   * exchange.
   *
   * @param refused whether `before` had been refused when the issuer was asked; what happened since, it did not know
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
