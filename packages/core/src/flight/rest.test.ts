import { beforeEach, describe, expect, it } from 'vitest';
import { completeClock } from '../concurrency/clock.ts';
import type { TokenErrorCode } from '../errors/meaning.ts';
import { TokenError } from '../errors/token-error.ts';
import type { TokenExchange } from '../issuer/token-issuer.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { Secret } from '../token/secret.ts';
import { Rest, restMs } from './rest.ts';
import { fromFailureEntry, toFailureEntry } from './stored-failure.ts';

const down = new TokenError('down', { code: 'ERR_TOKEN_SERVER', status: 503 });
const credentials = (secret: string): TokenExchange => ({
  identity: ['x'],
  secret: new Secret(secret),
  exchange: () => Promise.reject(new Error('not asked')),
});

let clock: FakeClock;
let rest: Rest;

beforeEach(() => {
  clock = new FakeClock();
  rest = new Rest(completeClock(clock), () => undefined);
});

describe('how long a rest is', () => {
  it.each<[TokenErrorCode, readonly number[]]>([
    ['ERR_TOKEN_SERVER', [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]],
    ['ERR_TOKEN_NETWORK', [1000, 2000, 4000]],
    ['ERR_TOKEN_CREDENTIALS', [30_000, 30_000]],
    ['ERR_TOKEN_NOT_FOUND', [30_000]],
    ['ERR_TOKEN_CONFIG', [1000, 1000, 1000]],
  ])('after %s', (code, expected) => {
    expect(expected.map((_, index) => restMs(new TokenError('x', { code }), index + 1))).toEqual(expected);
  });

  it('never less than the server asks for', () => {
    const limited = new TokenError('x', { code: 'ERR_TOKEN_RATE_LIMITED', retryAfterMs: 45_000 });
    expect(restMs(limited, 1)).toBe(45_000);
  });
});

describe('a rest', () => {
  it('refuses with its error until it is over, then lets one try as a probe', () => {
    rest.begin(down, credentials('a'), 10_000);
    expect(() => rest.refuse(credentials('a'))).toThrow(down);
    clock.tick(999);
    expect(() => rest.refuse(credentials('a'))).toThrow(down);
    clock.tick(1);
    expect(() => rest.refuse(credentials('a'))).not.toThrow();
    expect(rest.probing).toBe(true);
    rest.end();
    expect(rest.probing).toBe(false);
  });

  it('is forgotten 30 s after its end: what fails then is the first failure, and no probe', () => {
    rest.begin(down, credentials('a'), 10_000);
    clock.tick(30_999);
    expect(rest.probing).toBe(true);
    clock.tick(1);
    expect(rest.probing).toBe(false);
    expect(rest.begin(down, credentials('a'), 10_000)).toMatchObject({ count: 1, durationMs: 1000 });
  });

  it('for credentials that could not be read says nothing of the issuer: the next exchange is no probe', () => {
    const unread = new TokenError('x', { code: 'ERR_TOKEN_CONFIG' });
    for (let failures = 0; failures < 6; failures += 1) rest.begin(unread, undefined, 10_000);
    expect(rest.probing).toBe(false);
    expect(rest.begin(down, credentials('a'), 10_000)).toMatchObject({ count: 1, durationMs: 1000 });
  });

  it('is ended by new credentials, and by the first ones after none could be read', () => {
    rest.begin(down, credentials('a'), 10_000);
    expect(() => rest.refuse(undefined)).toThrow(down);
    expect(() => rest.refuse(credentials('b'))).not.toThrow();
    expect(rest.open).toBe(false);
    rest.begin(down, undefined, 10_000);
    expect(() => rest.refuse(credentials('a'))).not.toThrow();
  });

  it('lets one look a second, however many call', () => {
    rest.begin(new TokenError('x', { code: 'ERR_TOKEN_CREDENTIALS' }), credentials('a'), 10_000);
    expect(() => rest.refuseBetweenLooks()).not.toThrow();
    expect(() => rest.refuseBetweenLooks()).toThrow('x');
    clock.tick(1000);
    expect(() => rest.refuseBetweenLooks()).not.toThrow();
    expect(() => rest.refuseBetweenLooks()).toThrow('x');
  });

  it('is taken over from another process with what is left of it, and counts on from there', () => {
    const failure = { error: down, count: 4, durationMs: 8000, timeoutMs: 10_000 };
    const entry: unknown = JSON.parse(JSON.stringify(toFailureEntry(failure, clock.now() + 8000)));
    clock.tick(3000);
    const shared = fromFailureEntry(entry, clock.now());
    expect(shared).toMatchObject({ count: 4, durationMs: 5000 });
    expect(shared?.error).toMatchObject({ code: 'ERR_TOKEN_SERVER', status: 503, message: 'down', retryable: true });
    if (shared === undefined) throw new Error('nothing shared');
    expect(() => rest.share(shared, credentials('a'))).toThrow('down');
    clock.tick(5000);
    expect(rest.begin(down, credentials('a'), 10_000)).toMatchObject({ count: 5, durationMs: 16_000 });
  });

  it('is not taken over when it is over, absurdly long, or not what a process of ours has sealed', () => {
    const failure = { error: down, count: 1, durationMs: 1000, timeoutMs: 10_000 };
    expect(fromFailureEntry(toFailureEntry(failure, clock.now()), clock.now())).toBeUndefined();
    expect(fromFailureEntry(toFailureEntry(failure, clock.now() + 1e12), clock.now())).toBeUndefined();
    const absurd = { ...failure, durationMs: 1e12 };
    expect(fromFailureEntry(toFailureEntry(absurd, clock.now() + 1e12), clock.now())?.durationMs).toBe(60_000);
    for (const entry of [undefined, {}, [], ['m', { code: 'toString' }, 1, 1e15], ['m', {}, 1, 1e15]]) {
      expect(fromFailureEntry(entry, clock.now())).toBeUndefined();
    }
  });
});
