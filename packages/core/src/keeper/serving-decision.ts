import type { HeldLife } from '../token/held-token.ts';

/** Everything that decides what a caller gets. */
export interface Situation {
  /** `undefined` if there is no valid token. */
  readonly held: HeldLife | undefined;
  /** Whether a flight is under way. */
  readonly flying: boolean;
  /** Milliseconds until the next refresh may start, a second after the last one; 0 or less: now. */
  readonly spacingMs: number;
  /** The remaining life that the last flight was asked for, in milliseconds; `-Infinity` if it failed. */
  readonly askedMs: number;
}

/** What a caller gets. */
export interface Decision {
  /** `refuse`: the issuer does not grant the life that the caller asks for. */
  readonly action: 'serve' | 'wait' | 'refuse';
  /** How long to wait before the old token is served, in milliseconds; `Infinity`: until the flight is over. */
  readonly patienceMs: number;
  /** Whether to start a refresh in the background. */
  readonly refresh: boolean;
}

/**
 * What a caller gets who asks for a token that is valid for `leastMs`. A pure function.
 *
 * | token held      | life left | flight under way, or started now | the caller                                              |
 * | --------------- | --------- | -------------------------------- | ------------------------------------------------------- |
 * | none, expired   |           |                                  | waits                                                   |
 * | fresh, due      | enough    |                                  | is served                                               |
 * | past its leeway | enough    | no                               | is served: a refresh just now has left us with it       |
 * | past its leeway | enough    | yes                              | waits for the flight's first second, at most half of the time to spare; then is served |
 * | refused         | enough    | no                               | is served: a refresh just now has left us with it       |
 * | refused         | enough    | yes                              | waits                                                   |
 * | fresh           | too little, as granted | no                  | is refused: asking again before it is due changes nothing |
 * | any             | too little, and a flight just now asked for it | no | is refused                                     |
 * | any             | too little | else                            | waits                                                   |
 *
 * A refresh is started for what is not fresh, unless one was started less than a second ago. Whoever waits starts a
 * flight if there is none.
 */
export function decide(situation: Situation, leastMs: number): Decision {
  const { held, spacingMs, askedMs } = situation;
  if (held === undefined) return { action: 'wait', patienceMs: Infinity, refresh: false };
  const { remainingMs, lifetimeMs, verdict, refused } = held;
  // `!(… > …)` and the like throughout, so that NaN falls through to the safe answer.
  const spaced = !(spacingMs > 0);
  const refresh = verdict !== 'fresh' && spaced && !situation.flying;
  const flying = situation.flying || refresh;

  if (remainingMs > leastMs) {
    const serve = { action: 'serve', patienceMs: 0, refresh } as const;
    if (verdict !== 'expired' || !flying) return serve;
    if (refused) return { action: 'wait', patienceMs: Infinity, refresh };
    // Why: docs/why.md#half-of-the-time-to-spare
    const patienceMs = Math.floor(Math.min(refresh ? firstSecondMs : spacingMs, (remainingMs - leastMs) / 2));
    return patienceMs > 0 ? { action: 'wait', patienceMs, refresh } : serve;
  }
  const asGranted = verdict === 'fresh' && !(lifetimeMs > leastMs);
  const askedJustNow = !spaced && !(askedMs < leastMs);
  const action = !flying && (asGranted || askedJustNow) ? 'refuse' : 'wait';
  return { action, patienceMs: Infinity, refresh };
}

/**
 * Refreshes start at least this far apart, unless the token has expired or was refused. A caller with a token past its
 * leeway waits for a refresh for this time, counted from the refresh's start: most exchanges are over by then.
 *
 * Why: docs/why.md#first-second
 */
export const firstSecondMs = 1000;
