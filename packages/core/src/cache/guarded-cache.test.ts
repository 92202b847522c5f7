import { describe, expect, it } from 'vitest';
import { configError } from '../errors/config-error.ts';
import type { TokenEvent } from '../events.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { FaultyCache } from '../testing/faulty-cache.ts';
import { GuardedCache } from './guarded-cache.ts';
import { memoryCache } from './memory-cache.ts';
import type { TokenCache } from './token-cache.ts';

const minuteMs = 60_000;

/** A guarded cache over this one, or over one that can be broken. */
function guard(inner?: TokenCache, longestMs = 2500) {
  const clock = new FakeClock();
  const faulty = new FaultyCache(inner ?? memoryCache({ clock }));
  const failures: Extract<TokenEvent, { type: 'cache-failed' }>[] = [];
  const onEvent = (event: TokenEvent): void => {
    if (event.type === 'cache-failed') failures.push(event);
  };
  return { clock, faulty, failures, cache: new GuardedCache(inner ?? faulty, { clock, onEvent, longestMs }) };
}

describe('a guarded cache', () => {
  it('hands calls on', async () => {
    const { cache, clock, failures } = guard();
    await cache.set('key', 'value', clock.now() + minuteMs);
    expect(await cache.get('key')).toBe('value');
    const lock = await cache.lock('key', minuteMs);
    expect(await cache.lock('key', minuteMs)).toBeUndefined();
    await lock?.release();
    expect(await cache.lock('key', minuteMs)).toBeDefined();
    expect(failures).toEqual([]);
    expect(cache.away).toBe(false);
  });

  it.each(['rejects', 'throws'] as const)('turns a call that %s into a miss and an event', async (fault) => {
    for (const operation of ['get', 'set'] as const) {
      const { cache, faulty, failures } = guard();
      faulty.break(fault);
      expect(await (operation === 'set' ? cache.set('key', 'value', 1) : cache[operation]('key'))).toBeUndefined();
      expect(failures).toMatchObject([{ operation, reason: 'error', retryInMs: 1000 }]);
      expect(cache.away).toBe(true);
    }
  });

  it.each([
    ['the message of a TokenError', configError('It is a link: remove it.'), 'It is a link: remove it.'],
    ['the code of the system', Object.assign(new Error('EACCES: /home/tk1-value'), { code: 'EACCES' }), 'EACCES'],
    ['the class named as a code', Object.assign(new Error(), { code: 'ClientClosedError' }), 'ClientClosedError'],
    ['no other message', new Error('tk1-value'), undefined],
    ['no code that could be a value', Object.assign(new Error(), { code: 'tk1-value' }), undefined],
    ['no code that is no string', Object.assign(new Error(), { code: ['EACCES'] }), undefined],
    ['nothing of nothing', undefined, undefined],
  ])('tells %s', async (_, thrown, detail) => {
    const { cache, failures } = guard({ ...memoryCache(), get: () => Promise.reject(thrown) });
    await cache.get('key');
    expect(failures).toHaveLength(1);
    expect(failures[0]?.detail).toBe(detail);
  });

  it('rests longer and longer for an operation that goes on failing while others work', async () => {
    const { cache, clock, faulty, failures } = guard();
    faulty.break('rejects', ['lock']);
    for (let n = 0; n < 4; n += 1) {
      await cache.get('key');
      await cache.lock('key', minuteMs);
      clock.tick(30_000);
    }
    expect(failures.map(({ retryInMs }) => retryInMs)).toEqual([1000, 2000, 4000, 8000]);
    faulty.mend();
    await cache.lock('key', 1);
    faulty.break('rejects', ['lock']);
    await cache.lock('key', minuteMs);
    expect(failures.at(-1)?.retryInMs).toBe(1000);
  });

  it('gives a lock back to a cache that rests, without waiting for it', async () => {
    const released = Promise.withResolvers<void>();
    const { cache, clock, failures } = guard({
      ...memoryCache(),
      set: () => Promise.reject(new Error('down')),
      lock: async () => ({
        release() {
          released.resolve();
          return new Promise<void>(() => undefined);
        },
      }),
    });
    const lock = await cache.lock('key', minuteMs);
    await cache.set('key', 'value', 1);
    await lock?.release();
    await released.promise;
    expect(failures).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([
    ['500 ms', {}, 2500, 500],
    ['as much as its cache asks for', { timeoutMs: 2100 }, 2500, 2100],
    ['no more than may be had, whatever its cache asks for', { timeoutMs: 2100 }, 250, 250],
  ])('gives a call that hangs %s', async (_, asks, longestMs, durationMs) => {
    const hanging = { ...memoryCache(), ...asks, get: () => new Promise<never>(() => undefined) };
    const { cache, clock, failures } = guard(hanging, longestMs);
    const answer = cache.get('key');
    await clock.advance(durationMs - 1);
    expect(failures).toEqual([]);
    await clock.advance(1);
    expect(await answer).toBeUndefined();
    expect(failures).toEqual([
      { type: 'cache-failed', operation: 'get', reason: 'timeout', durationMs, retryInMs: 1000 },
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not take a stall of the whole process for one of the cache', async () => {
    let answer: (value: string) => void = () => undefined;
    const { cache, failures, clock } = guard({
      ...memoryCache(),
      get: () => new Promise((resolve) => (answer = resolve)),
    });
    const value = cache.get('key');
    // Two seconds in which no timer runs; then one does, before what came meanwhile is read.
    clock.tick(2000);
    await clock.advance(0);
    answer('value');
    expect(await value).toBe('value');
    expect(failures).toEqual([]);
  });

  it('leaves a cache that failed alone for 1 s, doubling to 30 s, until it works again', async () => {
    const { cache, clock, faulty, failures } = guard();
    faulty.break('rejects');
    for (const restMs of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
      await cache.get('key');
      expect(failures.at(-1)?.retryInMs).toBe(restMs);
      const calls = faulty.calls.length;
      clock.tick(restMs - 1);
      await Promise.all([cache.get('key'), cache.set('key', 'value', 1), cache.lock('key', 1)]);
      expect(faulty.calls).toHaveLength(calls);
      clock.tick(1);
    }
    faulty.mend();
    await cache.get('key');
    faulty.break('rejects');
    await cache.get('key');
    expect(failures.at(-1)?.retryInMs).toBe(1000);
  });

  it('lets everybody go ahead without a lock when the cache has none, fails, or rests', async () => {
    const { get, set } = memoryCache();
    const without = guard({ get, set });
    expect(await without.cache.lock('key', minuteMs)).toBeDefined();
    expect(await without.cache.lock('key', minuteMs)).toBeDefined();
    const { cache, faulty } = guard();
    await cache.lock('key', minuteMs);
    faulty.break('rejects');
    expect(await cache.lock('key', minuteMs)).toBeDefined();
    expect(await cache.lock('key', minuteMs)).toBeDefined();
    expect(faulty.calls).toEqual(['lock', 'lock']);
  });

  it('gives back a lock that it got too late', async () => {
    const released: string[] = [];
    let give: () => void = () => undefined;
    const given = new Promise<void>((resolve) => (give = resolve));
    const { cache, clock } = guard({
      ...memoryCache(),
      async lock(key) {
        await given;
        return { release: async () => void released.push(key) };
      },
    });
    const lock = cache.lock('key', minuteMs);
    await clock.advance(500);
    expect(await lock).toBeDefined();
    give();
    await clock.advance(0);
    expect(released).toEqual(['key']);
  });

  it('releases a lock even to a cache that rests, and survives it when that fails', async () => {
    const { cache, faulty, failures } = guard();
    const lock = await cache.lock('key', minuteMs);
    faulty.break('rejects');
    await cache.get('key');
    await lock?.release();
    expect(faulty.calls).toEqual(['lock', 'get', 'release']);
    expect(failures.map(({ operation }) => operation)).toEqual(['get']);
  });

  it('takes null for undefined, from caches written in JavaScript', async () => {
    const answers: { get(): Promise<undefined>; lock(): Promise<undefined> } = JSON.parse('{}');
    answers.get = async () => JSON.parse('null');
    answers.lock = async () => JSON.parse('null');
    const { cache, failures } = guard({ ...memoryCache(), ...answers });
    expect(await cache.get('key')).toBeUndefined();
    expect(await cache.lock('key', minuteMs)).toBeUndefined();
    expect(failures).toEqual([]);
  });
});
