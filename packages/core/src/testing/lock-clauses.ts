import { eventually, expectEqual, expectTrue, pause, uniqueKey } from './expectations.ts';
import type { TokenCacheClause } from './token-cache-clause.ts';
import { watchedCache } from './watched-cache.ts';

const minuteMs = 60_000;
const shortMs = 200;
/** What `lock` may take to say no: core gives it no more. */
const onceMs = 500;
/** How much later than its `ttlMs` a lock may end. */
const graceMs = 3000;

/** The clauses about locks. */
const clauses: readonly TokenCacheClause[] = [
  {
    name: 'gives the lock to one, and undefined at once to others while it is held',
    async check(plain) {
      const cache = watchedCache(plain);
      const key = uniqueKey();
      const lock = await cache.lock(key, minuteMs);
      expectTrue('lock() gave none though it was free', typeof lock?.release === 'function');
      const askedAt = Date.now();
      expectEqual('lock() while it is held', await cache.lock(key, minuteMs), undefined);
      expectTrue(`lock() while it is held took ${onceMs} ms or more`, Date.now() - askedAt < onceMs);
      expectEqual('lock() while it is still held', await cache.lock(key, minuteMs), undefined);
      await lock?.release();
    },
  },
  {
    name: 'gives the lock to one of many who ask at once',
    async check(plain) {
      const cache = watchedCache(plain);
      const key = uniqueKey();
      const locks = await Promise.all(Array.from({ length: 20 }, () => cache.lock(key, minuteMs)));
      const given = locks.filter((lock) => lock !== undefined);
      expectEqual('how many got the lock', given.length, 1);
      await given[0]?.release();
    },
  },
  {
    name: 'gives the lock again once it is released, even released twice',
    async check(plain) {
      const cache = watchedCache(plain);
      const key = uniqueKey();
      const first = await cache.lock(key, minuteMs);
      await first?.release();
      await first?.release();
      const second = await cache.lock(key, minuteMs);
      expectTrue('lock() gave none after release()', second !== undefined);
      await first?.release();
      expectEqual('lock() after the holder before was released once more', await cache.lock(key, minuteMs), undefined);
      await second?.release();
    },
  },
  {
    name: 'locks each key for itself',
    async check(plain) {
      const cache = watchedCache(plain);
      const one = await cache.lock(uniqueKey(), minuteMs);
      const other = await cache.lock(uniqueKey(), minuteMs);
      expectTrue('a lock on one key kept another key from being locked', other !== undefined);
      await one?.release();
      await other?.release();
    },
  },
  {
    name: 'keeps the lock for its whole ttlMs',
    async check(plain) {
      const cache = watchedCache(plain);
      const key = uniqueKey();
      const lock = await cache.lock(key, minuteMs);
      await pause(1500);
      expectEqual('lock() 1.5 s after one for a minute', await cache.lock(key, minuteMs), undefined);
      await lock?.release();
    },
  },
  {
    name: 'frees the lock after its ttlMs',
    async check(plain) {
      const cache = watchedCache(plain);
      const key = uniqueKey();
      await cache.lock(key, shortMs);
      await eventually(`lock() after ${shortMs} ms`, graceMs, async () => {
        const lock = await cache.lock(key, minuteMs);
        await lock?.release();
        return lock !== undefined;
      });
    },
  },
  {
    name: 'releases nobody else’s lock',
    async check(plain) {
      const cache = watchedCache(plain);
      const key = uniqueKey();
      const lapsed = await cache.lock(key, shortMs);
      let current = await cache.lock(key, minuteMs);
      await eventually(`lock() after ${shortMs} ms`, graceMs, async () => {
        current ??= await cache.lock(key, minuteMs);
        return current !== undefined;
      });
      await lapsed?.release();
      expectEqual('lock() after the release of one that had lapsed', await cache.lock(key, minuteMs), undefined);
      await current?.release();
    },
  },
  {
    name: 'lets everybody read and write while the lock is held',
    async check(plain) {
      const cache = watchedCache(plain);
      const key = uniqueKey();
      await cache.set(key, 'old', Date.now() + minuteMs);
      const lock = await cache.lock(key, minuteMs);
      expectTrue('lock() gave none beside an entry of the same key', lock !== undefined);
      expectEqual('get() while the lock is held', await cache.get(key), 'old');
      await cache.set(key, 'new', Date.now() + minuteMs);
      expectEqual('get() after set() while the lock is held', await cache.get(key), 'new');
      expectEqual('lock() after set() while it is held', await cache.lock(key, minuteMs), undefined);
      await lock?.release();
      expectEqual('get() after release()', await cache.get(key), 'new');
    },
  },
];

/** The clauses about locks. Without `lock` a cache keeps them: every process then exchanges for itself. */
export const lockClauses: readonly TokenCacheClause[] = clauses.map(({ name, check }) => ({
  name,
  check: async (cache) => (cache.lock === undefined ? undefined : check(cache)),
}));
