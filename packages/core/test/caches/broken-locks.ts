import type { TokenCacheLock } from '../../src/cache/token-cache.ts';
import { broken, type BrokenCache } from './broken-cache.ts';

const oneLockForAll: TokenCacheLock = { release: async () => undefined };

/** Caches that get locks wrong. Each of them breaks one clause. */
export const brokenLocks: readonly BrokenCache[] = [
  {
    fault: 'takes a second to say that the lock is held',
    clause: 'gives the lock to one, and undefined at once to others while it is held',
    open: () =>
      broken(({ lock }) => ({
        async lock(key, ttlMs) {
          const given = await lock(key, ttlMs);
          if (given === undefined) await new Promise((resolve) => setTimeout(resolve, 1000));
          return given;
        },
      })),
  },
  {
    fault: 'frees the next holder’s lock when a lock is released again',
    clause: 'gives the lock again once it is released, even released twice',
    open: () =>
      broken(() => {
        const held = new Map<string, number>();
        return {
          async lock(key, ttlMs) {
            if ((held.get(key) ?? 0) > Date.now()) return undefined;
            const endsAt = Date.now() + ttlMs;
            held.set(key, endsAt);
            return { release: async () => void (Date.now() < endsAt && held.delete(key)) };
          },
        };
      }),
  },
  {
    fault: 'drops the lock after a second',
    clause: 'keeps the lock for its whole ttlMs',
    open: () => broken(({ lock }) => ({ lock: (key, ttlMs) => lock(key, Math.min(ttlMs, 1000)) })),
  },
  {
    fault: 'gives the lock to everybody',
    clause: 'gives the lock to one, and undefined at once to others while it is held',
    open: () => broken(() => ({ lock: async () => oneLockForAll })),
  },
  {
    fault: 'waits for the lock',
    clause: 'gives the lock to one, and undefined at once to others while it is held',
    open: () =>
      broken(({ lock }) => ({
        async lock(key, ttlMs) {
          for (;;) {
            const given = await lock(key, ttlMs);
            if (given !== undefined) return given;
            await new Promise((resolve) => setTimeout(resolve, 10).unref());
          }
        },
      })),
  },
  {
    fault: 'looks before it locks, in two steps',
    clause: 'gives the lock to one of many who ask at once',
    open: () =>
      broken(() => {
        const held = new Set<string>();
        return {
          async lock(key, ttlMs) {
            if (held.has(key)) return undefined;
            await Promise.resolve();
            held.add(key);
            const timer = setTimeout(() => held.delete(key), ttlMs).unref();
            return {
              async release() {
                clearTimeout(timer);
                held.delete(key);
              },
            };
          },
        };
      }),
  },
  {
    fault: 'never gives a lock again',
    clause: 'gives the lock again once it is released, even released twice',
    open: () =>
      broken(({ lock }) => ({
        lock: async (key, ttlMs) => (await lock(key, ttlMs)) && { release: async () => undefined },
      })),
  },
  {
    fault: 'has one lock for all keys',
    clause: 'locks each key for itself',
    open: () => broken(({ lock }) => ({ lock: (_key, ttlMs) => lock('the one lock', ttlMs) })),
  },
  {
    fault: 'drops the lock early',
    clause: 'keeps the lock for its whole ttlMs',
    open: () => broken(({ lock }) => ({ lock: (key, ttlMs) => lock(key, Math.min(ttlMs, 250)) })),
  },
  {
    fault: 'keeps the lock of a dead holder',
    clause: 'frees the lock after its ttlMs',
    open: () => broken(({ lock }) => ({ lock: (key) => lock(key, 3_600_000) })),
  },
  {
    fault: 'releases whoever holds the lock',
    clause: 'releases nobody else’s lock',
    open: () =>
      broken(() => {
        const endsAt = new Map<string, number>();
        return {
          async lock(key, ttlMs) {
            if (Date.now() < (endsAt.get(key) ?? 0)) return undefined;
            endsAt.set(key, Date.now() + ttlMs);
            return { release: async () => void endsAt.delete(key) };
          },
        };
      }),
  },
  {
    fault: 'keeps the lock among the entries',
    clause: 'lets everybody read and write while the lock is held',
    open: () =>
      broken(({ get, set }) => ({
        async lock(key, ttlMs) {
          if ((await get(key)) !== undefined) return undefined;
          const mine = String(Math.random());
          await set(key, mine, Date.now() + ttlMs);
          return {
            async release() {
              if ((await get(key)) === mine) await set(key, '', 0);
            },
          };
        },
      })),
  },
];
