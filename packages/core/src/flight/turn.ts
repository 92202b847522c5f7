import type { TokenCacheLock } from '../cache/token-cache.ts';
import type { ClockTimer, FullClock } from '../concurrency/clock.ts';
import type { Deadline } from '../concurrency/deadline.ts';
import type { TokenEventListener } from '../events.ts';
import type { AccessToken } from '../token/access-token.ts';
import type { SharedToken } from './shared-token.ts';

/** The right to exchange. */
export interface Turn {
  /** Whether it is beside somebody who holds the turn proper, and may be stopped, or slow. */
  readonly beside: boolean;
  /** Whether there is time for nothing but the exchange. */
  readonly lastResort: boolean;
  giveBack(): Promise<void>;
}

/** What waiting for a turn needs. */
export interface TurnParts {
  readonly place: SharedToken;
  readonly deadline: Deadline;
  /** Whether the holder has finished. @throws TokenError when the holder has failed */
  readonly look: () => Promise<AccessToken | undefined>;
  readonly clock: FullClock;
  readonly onEvent: TokenEventListener;
  readonly random: () => number;
}

/**
 * The locks that may be tried when no more than `left` of the waiting time is left. A holder that is stopped never
 * finishes, so half-way one of those who wait takes a spare lock and exchanges beside it; two more may follow, should that
 * one be stopped as well, spread so that the last still has 2 s of 10. At a tenth there is a last one. Never all of them at
 * once: an issuer that takes 9 s of 10 gets six exchanges of twenty clients, counting the second attempt of the holder.
 *
 * Why: docs/why.md#spare-locks
 */
export function locksToTry(left: number): readonly string[] {
  const spares = [
    [0.5, '-1'],
    [0.35, '-2'],
    [0.2, '-3'],
    [lastPart, '-4'],
  ] as const;
  return ['', ...spares.filter(([part]) => !(left > part)).map(([, name]) => name)];
}

/**
 * With this part of the time left, a turn is no longer waited for: what is left is time enough for an exchange.
 *
 * Why: docs/why.md#last-resort
 */
const lastPart = 0.1;
/**
 * With this part left, nobody waits for whoever has the last lock either: it may be stopped like those before.
 *
 * Why: docs/why.md#last-resort
 */
const veryLastPart = 0.05;
/**
 * The locks that whoever takes over takes as well: it begins late, and nobody shall exchange beside it who counts from the
 * beginning. A fifth of the time is left when the next is tried.
 *
 * Why: docs/why.md#taking-over
 */
const sparesOfHeir: readonly string[] = ['-1', '-2'];
/** At each of these something new may be tried, so nobody sleeps past them. */
const milestones: readonly number[] = [0.5, 0.35, 0.2, lastPart];

/**
 * How long who waits sleeps before looking again: from 25 ms by 1.3 to half a second, so that a cold start of fifty
 * costs a store little.
 *
 * Why: docs/why.md#looking-again
 */
const firstSleepMs = 25;
const longestSleepMs = 500;
/**
 * Takes a turn, or is served by who holds it. Waiting always ends: who has waited until a tenth of the time is left
 * exchanges without a turn, if even a lock that nobody can hold is refused; and at a twentieth, if the last lock's holder
 * says nothing, or the cache is too slow to say anything in time.
 */
export async function takeTurn(parts: TurnParts): Promise<Turn | AccessToken> {
  const { deadline, clock, onEvent } = parts;
  const startedAt = clock.monotonic();
  const waited: Waited = (outcome) =>
    onEvent({ type: 'lock-waited', durationMs: clock.monotonic() - startedAt, outcome });
  const over = new AbortController();
  let timer: Pick<ClockTimer, 'cancel'> | undefined;
  const lastMoment = new Promise<undefined>((resolve) => {
    timer = deadline.after(deadline.remainingMs * (1 - veryLastPart), () => resolve(undefined));
  });
  const turn = await Promise.race([waitForTurn(parts, waited, over.signal), lastMoment]).finally(() => timer?.cancel());
  over.abort();
  if (turn !== undefined) return turn;
  waited('gave-up');
  return turnOf([], true);
}

type Waited = (outcome: 'shared' | 'acquired' | 'gave-up') => void;

/** @returns `undefined` once `over` has aborted; a lock that comes later is given back */
async function waitForTurn(
  parts: TurnParts,
  waited: Waited,
  over: AbortSignal,
): Promise<Turn | AccessToken | undefined> {
  const { place, deadline, look, random } = parts;
  const lockOf = (name: string): Promise<TokenCacheLock | undefined> =>
    place.lock(name, deadline.remainingMs + place.publishMs);
  const wholeMs = deadline.remainingMs;
  for (let waits = 0; ; waits += 1) {
    const left = deadline.remainingMs / wholeMs;
    for (const name of locksToTry(left)) {
      if (over.aborted) return undefined;
      const lock = await lockOf(name);
      if (lock === undefined) continue;
      const takesOver = waits > 0 && name === '';
      const spares = takesOver && !over.aborted ? await Promise.all(sparesOfHeir.map(lockOf)) : [];
      const turn = turnOf([lock, ...spares], name !== '');
      if (over.aborted) return turn.giveBack().then(() => undefined);
      if (waits > 0) waited(takesOver ? 'acquired' : 'gave-up');
      return turn;
    }
    if (!(left > lastPart) && !(await locksWork(parts))) {
      if (over.aborted) return undefined;
      waited('gave-up');
      return turnOf([], true);
    }
    const backOffMs = Math.min(firstSleepMs * 1.3 ** waits, longestSleepMs) * (0.5 + random());
    await deadline.sleep(Math.min(backOffMs, untilNextMilestone(deadline.remainingMs, wholeMs)));
    if (over.aborted) return undefined;
    const found = await look();
    if (over.aborted) return undefined;
    if (found === undefined) continue;
    waited('shared');
    return found;
  }
}

function turnOf(locks: readonly (TokenCacheLock | undefined)[], beside: boolean): Turn {
  const giveBack = async (): Promise<void> => void (await Promise.all(locks.map((lock) => lock?.release())));
  return { beside, lastResort: locks.length === 0, giveBack };
}

/** Whether the cache gives locks at all: one that nobody can hold is tried. */
async function locksWork({ place, deadline, random }: TurnParts): Promise<boolean> {
  const name = `-${Math.floor(random() * 16 ** 8).toString(16)}`;
  const lock = await place.lock(name, deadline.remainingMs + place.publishMs);
  await lock?.release();
  return lock !== undefined;
}

function untilNextMilestone(remainingMs: number, wholeMs: number): number {
  const next = milestones.find((part) => part * wholeMs < remainingMs) ?? 0;
  return Math.ceil(remainingMs - next * wholeMs);
}
