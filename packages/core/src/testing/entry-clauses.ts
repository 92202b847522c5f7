import { expectEqual, expectTrue, pauseUntil, uniqueKey } from './expectations.ts';
import type { TokenCacheClause } from './token-cache-clause.ts';
import { watchedCache } from './watched-cache.ts';

const hourMs = 3_600_000;

/** The clauses about entries. */
export const entryClauses: readonly TokenCacheClause[] = [
  {
    name: 'gives undefined for a key that was never set',
    async check(plain) {
      expectEqual('get() of an unknown key', await watchedCache(plain).get(uniqueKey()), undefined);
    },
  },
  {
    name: 'gives back every character of what was set',
    async check(plain) {
      const cache = watchedCache(plain);
      const values = [
        'tk1.QUJD+/==',
        ' leading and trailing \n',
        `"quotes" 'and' \\ {{x}} %41 ä €`,
        'x'.repeat(24_576),
      ];
      for (const value of values) {
        const key = uniqueKey();
        await cache.set(key, value, Date.now() + hourMs);
        expectEqual('get() after set()', await cache.get(key), value);
        expectEqual('the second get()', await cache.get(key), value);
      }
    },
  },
  {
    name: 'lets a later value take the place of an earlier one, with its own expiry',
    async check(plain) {
      const cache = watchedCache(plain);
      const key = uniqueKey();
      const endsAt = Date.now() + 300;
      await cache.set(key, 'first', endsAt);
      await cache.set(key, 'second', Date.now() + hourMs);
      await pauseUntil(endsAt);
      expectEqual('get() after the first expiry', await cache.get(key), 'second');
      await cache.set(key, 'third', Date.now() + 100);
      await pauseUntil(Date.now() + 100);
      expectEqual('get() after the shorter expiry', await cache.get(key), undefined);
    },
  },
  {
    name: 'gives undefined from expiresAt on',
    async check(plain) {
      const cache = watchedCache(plain);
      const key = uniqueKey();
      const expiresAt = Date.now() + 250.5;
      await cache.set(key, 'value', expiresAt);
      await pauseUntil(expiresAt);
      expectEqual('get() at expiresAt', await cache.get(key), undefined);
    },
  },
  {
    name: 'keeps a value until expiresAt',
    async check(plain) {
      const cache = watchedCache(plain);
      const [week, seconds] = [uniqueKey(), uniqueKey()];
      await cache.set(week, 'a week', Date.now() + 7 * 24 * hourMs);
      await cache.set(seconds, 'some seconds', Date.now() + 10_000.25);
      await pauseUntil(Date.now() + 1500);
      expectEqual('get() of a value for a week', await cache.get(week), 'a week');
      expectEqual('get() of a value for 10 s', await cache.get(seconds), 'some seconds');
    },
  },
  {
    name: 'treats a value that has expired already as none',
    async check(plain) {
      const cache = watchedCache(plain);
      const key = uniqueKey();
      await cache.set(key, 'old', Date.now() + hourMs);
      await cache.set(key, 'expired', Date.now() - 1000);
      expectEqual('get() after setting an expired value', await cache.get(key), undefined);
    },
  },
  {
    name: 'keeps keys apart',
    async check(plain) {
      const cache = watchedCache(plain);
      const stem = uniqueKey().slice(1);
      const expiresAt = Date.now() + hourMs;
      await cache.set(`${stem}a`, 'a', expiresAt);
      await cache.set(`${stem}b`, 'b', expiresAt);
      expectEqual('get() of the one key', await cache.get(`${stem}a`), 'a');
      expectEqual('get() of the other key', await cache.get(`${stem}b`), 'b');
      expectEqual('get() of their stem', await cache.get(stem), undefined);
    },
  },
  {
    name: 'survives many calls at once, and gives no mixture of values',
    async check(plain) {
      const cache = watchedCache(plain);
      const key = uniqueKey();
      const values = Array.from({ length: 10 }, (_, index) => String(index).repeat(2000));
      const expiresAt = Date.now() + hourMs;
      const seen = await Promise.all(
        values.flatMap((value) => [cache.set(key, value, expiresAt).then(() => cache.get(key)), cache.get(key)]),
      );
      for (const value of seen) {
        expectTrue('get() gave what was never set', value === undefined || values.includes(value));
      }
      expectTrue('get() gave nothing after all set() were done', values.includes((await cache.get(key)) ?? ''));
    },
  },
];
