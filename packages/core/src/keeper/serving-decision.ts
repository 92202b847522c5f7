import type { HeldLife } from '../token/held-token.ts';

/** All that decides what a caller gets. */
export interface Situation {
  /** `undefined` without a token, or with a dead one. */
  readonly held: HeldLife | undefined;
  /** Whether a flight is under way. */
  readonly flying: boolean;
  /** Milliseconds until the next refresh may start, since the last one started less than a second ago; else 0 or less. */
  readonly spacingMs: number;
  /** The life that the last flight asked for, milliseconds; `-Infinity` when it failed. */
  readonly askedMs: number;
}

/** What a caller gets. */
export interface Decision {
  /** `refuse`: the issuer gives less life than is asked for. */
  readonly action: 'serve' | 'wait' | 'refuse';
  /** How long to wait before the token held is served after all, milliseconds; `Infinity`: until the flight lands. */
  readonly patienceMs: number;
  /** Whether a refresh is to be started behind this caller. */
  readonly refresh: boolean;
}

/**
 * What a caller who asks for `leastMs` of life gets. Pure.
 *
 * | token held      | life left | flight under way, or started now | the caller                                              |
 * | --------------- | --------- | -------------------------------- | ------------------------------------------------------- |
 * | none, or dead   |           |                                  | waits                                                   |
 * | fresh, due      | enough    |                                  | is served                                               |
 * | past its leeway | enough    | no                               | is served: a refresh just now has left us with it       |
 * | past its leeway | enough    | yes                              | waits for the rest of its first second, at most half of what can be spared; then is served |
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
    // Why: docs/why.md#half-of-what-can-be-spared
    const patienceMs = Math.floor(Math.min(refresh ? firstSecondMs : spacingMs, (remainingMs - leastMs) / 2));
    return patienceMs > 0 ? { action: 'wait', patienceMs, refresh } : serve;
  }
  const asGranted = verdict === 'fresh' && !(lifetimeMs > leastMs);
  const askedJustNow = !spaced && !(askedMs < leastMs);
  const action = !flying && (asGranted || askedJustNow) ? 'refuse' : 'wait';
  return { action, patienceMs: Infinity, refresh };
}

/**
 * No two refreshes start closer together than this, but for a token that is dead or refused. For so long, from its start,
 * a refresh is also worth waiting for while a token lives that is past its leeway: most exchanges are over by then.
 *
 * Why: docs/why.md#first-second
 */
export const firstSecondMs = 1000;
