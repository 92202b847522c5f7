import type { Order } from '../flight/order.ts';
import type { AccessToken } from '../token/access-token.ts';
import { refreshWindow, type FreshnessPolicy } from '../token/freshness.ts';
import type { HeldToken } from '../token/held-token.ts';

/** What a token is brought by. */
export interface BringingParts {
  /** One flight: ends by the order's deadline. @returns `undefined` when a refresh can wait, since the cache is away */
  readonly obtain: (order: Order) => Promise<AccessToken | undefined>;
  readonly policy: FreshnessPolicy;
}

/** Where flights find the token of before, and leave the one that they bring. */
export interface TokenPlace {
  readonly held: HeldToken | undefined;
  /** @throws TokenError when the client has been closed meanwhile */
  hold(token: AccessToken): HeldToken;
}

/** What is asked of one flight. */
export interface Errand extends Pick<Order, 'deadline' | 'minLifetimeMs'> {
  /** Told once somebody is to be asked; `refresh`: while a token lives. */
  readonly started: (refresh: boolean) => void;
}

/**
 * Orders what the token of before asks for, and holds what is brought.
 *
 * @returns `postponed` when the refresh waits for a cache that is out of reach
 */
export async function bringToken(
  { deadline, minLifetimeMs, started }: Errand,
  place: TokenPlace,
  { obtain, policy }: BringingParts,
): Promise<'token' | 'postponed'> {
  const before = place.held;
  const refused = before?.rejected === true;
  const urgent = before?.alive !== true || refused;
  const order = {
    deadline,
    minLifetimeMs,
    started: () => started(before?.alive === true),
    replacing: before?.token,
    refused,
    urgent,
  };
  const postponable = !urgent && before.remainingMs > Math.max(postponableAbove(before, policy), minLifetimeMs);
  let token = await obtain({ ...order, postponable });
  // The cache is away, and the refresh waits for it, unless to find that out took the token's last seconds.
  if (token === undefined && before?.alive === true && before.remainingMs > minLifetimeMs) return 'postponed';
  token ??= await obtain({ ...order, postponable: false });
  if (token === undefined) return 'postponed';
  const held = place.hold(token);
  if (before !== undefined) held.follow(before, refused);
  // Only a token out of a cache can be this old.
  if (before !== undefined || held.freshness(policy) !== 'expired') return 'token';
  const newer = await obtain({ ...order, replacing: token, urgent: false, postponable: false });
  if (newer !== undefined) place.hold(newer);
  return 'token';
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
