/** The lifetime of a token, and what is left of it. */
export interface TokenLife {
  /** Milliseconds until it expires. */
  readonly remainingMs: number;
  /** The lifetime that the issuer granted with it, in milliseconds. */
  readonly lifetimeMs: number;
}

/** The largest margins. Both shrink with the token's lifetime. */
export interface FreshnessPolicy {
  /** How long before the end a refresh starts, in milliseconds. */
  readonly refreshWindowMs: number;
  /** The part of the window that is used, 0.75 to 1, so that many clients do not refresh at once. Default: 1. */
  readonly windowShare?: number;
  /** How long before the end callers start to wait for the refresh, in milliseconds. */
  readonly expiryLeewayMs: number;
}

/** `fresh`: use it. `refresh-due`: use it, and refresh in the background. `expired`: wait for the refresh. */
export type Freshness = 'fresh' | 'refresh-due' | 'expired';

/**
 * What to do with a token that has this much time left. A pure function: no clock, no state, no I/O.
 *
 * A token just granted is always `fresh`. So an issuer that returns the same token with less and less time is asked at
 * growing steps and not on every call.
 *
 * Why: docs/why.md#a-fifth-of-the-life
 */
export function freshness(life: TokenLife, policy: FreshnessPolicy): Freshness {
  // `>` throughout, so that NaN falls through to the safe answer. (docs/why.md#nan)
  const windowMs = refreshWindow(life.lifetimeMs, policy);
  if (life.remainingMs > windowMs) return 'fresh';
  // At most half of the window, so that there is always time to refresh in the background.
  if (life.remainingMs > Math.min(policy.expiryLeewayMs, windowMs / 2)) return 'refresh-due';
  return 'expired';
}

/**
 * How long before its end a token of this lifetime is due for a refresh, in milliseconds.
 *
 * Why: docs/why.md#a-fifth-of-the-life
 */
export function refreshWindow(lifetimeMs: number, policy: FreshnessPolicy): number {
  return Math.max(0, Math.min(policy.refreshWindowMs, lifetimeMs / 5) * (policy.windowShare ?? 1));
}
