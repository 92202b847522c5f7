/** What is left of a token. */
export interface TokenLife {
  /** Milliseconds until it expires. */
  readonly remainingMs: number;
  /** Milliseconds that the answer which brought it granted. */
  readonly lifetimeMs: number;
}

/** The largest margins; both shrink with the token's life. */
export interface FreshnessPolicy {
  /** When to start a refresh, milliseconds before the end. */
  readonly refreshWindowMs: number;
  /** The part of the window that is used, so that not all of a fleet refresh at once: 0.75 to 1. Default: 1. */
  readonly windowShare?: number;
  /** When to stop handing the token out without waiting for the refresh, milliseconds before the end. */
  readonly expiryLeewayMs: number;
}

/** `fresh`: use it. `refresh-due`: use it, and refresh behind. `expired`: wait for the refresh. */
export type Freshness = 'fresh' | 'refresh-due' | 'expired';

/**
 * What to do with a token that has this much life left. Pure: no clock, no state, no I/O.
 *
 * A token just granted is always `fresh`, so an issuer that re-serves one ageing token is asked
 * at geometrically spaced moments instead of on every call.
 *
 * Why: docs/why.md#a-fifth-of-the-life
 */
export function freshness(life: TokenLife, policy: FreshnessPolicy): Freshness {
  // `>` throughout, so that NaN falls through to the safe answer. (docs/why.md#nan)
  const windowMs = refreshWindow(life.lifetimeMs, policy);
  if (life.remainingMs > windowMs) return 'fresh';
  // At most half the window, so that there always is time to refresh behind the callers.
  if (life.remainingMs > Math.min(policy.expiryLeewayMs, windowMs / 2)) return 'refresh-due';
  return 'expired';
}

/**
 * How long before its end a token of this life is due for a refresh, milliseconds.
 *
 * Why: docs/why.md#a-fifth-of-the-life
 */
export function refreshWindow(lifetimeMs: number, policy: FreshnessPolicy): number {
  return Math.max(0, Math.min(policy.refreshWindowMs, lifetimeMs / 5) * (policy.windowShare ?? 1));
}
