import type { TokenCacheLock } from '../cache/token-cache.ts';
import type { ClockTimer, FullClock } from '../concurrency/clock.ts';
import type { Deadline } from '../concurrency/deadline.ts';
import type { TokenEventListener } from '../events.ts';
import type { AccessToken } from '../token/access-token.ts';
import type { SharedToken } from './shared-token.ts';

/** The right to exchange: a lock in the cache, or none as the last resort. */
export interface Turn {
  /** Whether another process holds the first lock, and may be exchanging too. */
  readonly beside: boolean;
  /** Whether there is no lock, and all remaining time is needed for the exchange. */
  readonly lastResort: boolean;
  giveBack(): Promise<void>;
}

/** What {@link takeTurn} needs. */
export interface TurnParts {
  readonly place: SharedToken;
  readonly deadline: Deadline;
  /** Looks whether the holder of the lock has stored its token. @throws TokenError if it has stored its failure */
  readonly look: () => Promise<AccessToken | undefined>;
  readonly clock: FullClock;
  readonly onEvent: TokenEventListener;
  readonly random: () => number;
}

/**
 * The names of the locks that may be tried when this part of the time is left: 1 at the start, 0 at the end. A process
 * that is stopped keeps its lock and never finishes. So at a half one of the waiting processes may take a spare lock
 * and exchange as well. There are more spare locks at 0.35, 0.2 and 0.1, in case that process is stopped too.
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
 * With this part of the time left, a process exchanges without a lock if the cache's locks do not work: the time left is
 * enough for an exchange.
 *
 * Why: docs/why.md#last-resort
 */
const lastPart = 0.1;
/**
 * With this part left, a process exchanges without a lock in any case: the holder of the last lock may be stopped too.
 *
 * Why: docs/why.md#last-resort
 */
const veryLastPart = 0.05;
/**
 * The spare locks that a process takes as well when it takes over from a dead one: it begins late, and the others count
 * from their own beginning. The next one is tried when a fifth of the time is left.
 *
 * Why: docs/why.md#taking-over
 */
const sparesOfHeir: readonly string[] = ['-1', '-2'];
/** A new lock may be tried at each of these, so the waiting ends there. */
const milestones: readonly number[] = [0.5, 0.35, 0.2, lastPart];

/**
 * How long to wait before looking into the cache again: 25 ms, then 1.3 times as long each time, up to half a second.
 * So fifty processes that start together cost the cache little.
 *
 * Why: docs/why.md#looking-again
 */
const firstSleepMs = 25;
const longestSleepMs = 500;
/**
 * Takes a turn, or returns the token of the process that has it. Waiting always ends. With a tenth of the time left,
 * the caller gets a turn without a lock if the cache refuses even a lock that nobody can hold. With a twentieth left it
 * gets one in any case.
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

/** @returns `undefined` once `over` has aborted; a lock that comes later is released */
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

/** Whether the cache's locks work: tries one with a random name, which nobody else can hold. */
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
