import { describe, expect, it } from 'vitest';
import type { HeldLife } from '../token/held-token.ts';
import { decide, type Decision, type Situation } from './serving-decision.ts';

const fresh: HeldLife = { remainingMs: 3_000_000, lifetimeMs: 3_600_000, verdict: 'fresh', refused: false };
const due: HeldLife = { ...fresh, remainingMs: 100_000, verdict: 'refresh-due' };
const late: HeldLife = { ...fresh, remainingMs: 20_000, verdict: 'expired' };
const refused: HeldLife = { ...fresh, verdict: 'expired', refused: true };

const still = { flying: false, spacingMs: -Infinity, askedMs: -Infinity };
const flying = { ...still, flying: true };
/** A refresh was started 300 ms ago, and has landed. */
const spaced = { ...still, spacingMs: 700, askedMs: 0 };
const flyingSince = { ...flying, spacingMs: 700, askedMs: 0 };

const serve: Decision = { action: 'serve', patienceMs: 0, refresh: false };
const serveAndRefresh: Decision = { ...serve, refresh: true };
const wait: Decision = { action: 'wait', patienceMs: Infinity, refresh: false };
const refuse: Decision = { action: 'refuse', patienceMs: Infinity, refresh: false };

describe('what a caller gets', () => {
  it.each<[string, Omit<Situation, 'held'>, HeldLife | undefined, number, Decision]>([
    ['waits without a token', still, undefined, 0, wait],
    ['waits for a flight without a token', flying, undefined, 0, wait],
    ['is served a fresh token', still, fresh, 0, serve],
    ['is served a fresh token during a flight', flying, fresh, 0, serve],
    ['is served a fresh token with just more than asked for', still, fresh, 2_999_999, serve],
    ['is served a due token, and a refresh starts behind', still, due, 0, serveAndRefresh],
    ['is served a due token while a refresh is under way', flyingSince, due, 0, serve],
    ['is served a due token less than a second after a refresh', spaced, due, 0, serve],
    ['waits a second past the leeway', still, late, 0, { action: 'wait', patienceMs: 1000, refresh: true }],
    [
      'waits half of a shorter life',
      still,
      { ...late, remainingMs: 901 },
      0,
      { ...wait, patienceMs: 450, refresh: true },
    ],
    [
      'waits half of what can be spared',
      still,
      { ...late, remainingMs: 1500 },
      1000,
      { ...wait, patienceMs: 250, refresh: true },
    ],
    ['waits for the rest of the first second', flyingSince, late, 0, { ...wait, patienceMs: 700 }],
    ['is served past the leeway when that second is over', flying, late, 0, serve],
    ['is served past the leeway when a refresh just now has left us with it', spaced, late, 0, serve],
    ['waits with a refused token', still, refused, 0, { ...wait, refresh: true }],
    ['waits with a refused token for the flight', flying, refused, 0, wait],
    ['is served a refused token when the issuer just now gave no other', spaced, refused, 0, serve],
    ['is refused more life than was granted', still, fresh, 3_600_000, refuse],
    ['waits for more life than is left, if more was granted', still, fresh, 3_100_000, wait],
    ['waits for a flight that may bring more', flying, fresh, 3_600_000, wait],
    ['is refused what a flight just now was asked for in vain', { ...spaced, askedMs: 200_000 }, due, 200_000, refuse],
    ['waits when that flight was asked for less', spaced, due, 200_000, wait],
    ['waits for more with a due token, and starts a flight', still, due, 200_000, { ...wait, refresh: true }],
    ['waits when the last flight failed', { ...spaced, askedMs: -Infinity }, due, 200_000, wait],
  ])('%s', (_, situation, held, leastMs, decision) => {
    expect(decide({ ...situation, held }, leastMs)).toEqual(decision);
  });

  it.each<[string, Situation, number]>([
    ['remaining life', { ...still, held: { ...fresh, remainingMs: Number.NaN } }, 0],
    ['least life', { ...still, held: fresh }, Number.NaN],
  ])('is never served by a %s that is no number', (_, situation, leastMs) => {
    expect(decide(situation, leastMs).action).not.toBe('serve');
  });

  it('is told nothing wrong by a spacing that is no number: a refresh starts', () => {
    expect(decide({ ...still, spacingMs: Number.NaN, held: due }, 0)).toEqual(serveAndRefresh);
  });
});
