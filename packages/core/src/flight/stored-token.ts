import type { AccessTokenFields } from '../token/access-token.ts';
import { freshness, type FreshnessPolicy } from '../token/freshness.ts';
import { trustedForMs } from '../token/held-token.ts';
import type { Order } from './order.ts';

/** A token as it is stored in a cache, with what was known then. */
export interface StoredToken extends AccessTokenFields {
  /** When the issuer granted it again although the API had refused it, in epoch milliseconds; else `undefined`. */
  readonly regivenAt: number | undefined;
}

/** Why a flight cannot use a token in a cache. */
export type Unfit = 'too-little-life' | 'older-than-granted' | 'refused' | 'not-fresh' | 'being-replaced';

/**
 * Whether a flight can use a token in the cache. A pure function. The first row that applies counts.
 *
 * | the token                                                                             | verdict              |
 * | ----------------------------------------------------------------------------------- | -------------------- |
 * | has not more life left than is asked for                                            | `too-little-life`    |
 * | has more left than was granted: a clock was set back, and nobody knows its age      | `older-than-granted` |
 * | is the one that the API has refused, unless the issuer gave it again in the last 30 s | `refused`          |
 * | is to replace one that still serves, and is due itself                              | `not-fresh`          |
 * | is the very answer to be replaced; a later one of a sticky issuer grants less       | `being-replaced`     |
 * | else                                                                                | fit: `undefined`     |
 *
 * @param now epoch milliseconds
 */
export function unfit(
  { accessToken, expiresAt, lifetimeMs, regivenAt = -Infinity }: StoredToken,
  { minLifetimeMs, replacing, refused, urgent }: Pick<Order, 'minLifetimeMs' | 'replacing' | 'refused' | 'urgent'>,
  now: number,
  policy: FreshnessPolicy,
): Unfit | undefined {
  const remainingMs = expiresAt - now;
  if (!(remainingMs > minLifetimeMs)) return 'too-little-life';
  // Two machines' clocks may differ by as much as a token is not served for at its end.
  // (docs/why.md#a-token-that-is-too-old)
  if (!(remainingMs <= lifetimeMs + Math.min(policy.expiryLeewayMs, lifetimeMs / 10))) return 'older-than-granted';
  if (replacing === undefined) return undefined;
  const same = accessToken === replacing.accessToken;
  if (same && refused) return Math.abs(now - regivenAt) < trustedForMs ? undefined : 'refused';
  if (!urgent && freshness({ remainingMs, lifetimeMs }, policy) !== 'fresh') return 'not-fresh';
  return same && lifetimeMs >= replacing.lifetimeMs ? 'being-replaced' : undefined;
}

/** What is sealed for it. */
export function toEntry({ accessToken, expiresAt, lifetimeMs, regivenAt }: StoredToken): readonly unknown[] {
  return [accessToken, expiresAt, lifetimeMs, regivenAt ?? 0];
}

/** @returns `undefined` for anything but what {@link toEntry} makes */
export function fromEntry(entry: unknown): StoredToken | undefined {
  if (!Array.isArray(entry)) return undefined;
  const [accessToken, expiresAt, lifetimeMs, regivenAt]: unknown[] = entry;
  if (typeof accessToken !== 'string') return undefined;
  if (typeof expiresAt !== 'number' || typeof lifetimeMs !== 'number' || typeof regivenAt !== 'number')
    return undefined;
  return { accessToken, expiresAt, lifetimeMs, regivenAt: regivenAt === 0 ? undefined : regivenAt };
}
