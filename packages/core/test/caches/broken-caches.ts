import { memoryCache } from '../../src/cache/memory-cache.ts';
import type { TokenCache, TokenCacheLock } from '../../src/cache/token-cache.ts';

/** A cache with one fault, and the clause of the contract that has to find it. */
export interface BrokenCache {
  readonly fault: string;
  readonly clause: string;
  open(): TokenCache;
}

/** A memory cache with some of its functions replaced. */
function broken(change: (works: Required<Omit<TokenCache, 'timeoutMs'>>) => Partial<TokenCache>): TokenCache {
  const memory = memoryCache();
  const works: Required<Omit<TokenCache, 'timeoutMs'>> = {
    get: (key) => memory.get(key),
    set: (key, value, expiresAt) => memory.set(key, value, expiresAt),
    lock: async (key, ttlMs) => memory.lock?.(key, ttlMs),
  };
  return { ...works, ...change(works) };
}

/** A value that its type forbids, as JavaScript users may hand in. */
const missing: unknown = null;
function untyped(value: unknown): value is undefined {
  return value === missing;
}
const nothing = untyped(missing) ? missing : undefined;

const oneLockForAll: TokenCacheLock = { release: async () => undefined };

/** Every one of them breaks one clause. */
export const brokenCaches: readonly BrokenCache[] = [
  {
    fault: 'expires late',
    clause: 'gives undefined from expiresAt on',
    open: () => broken(({ set }) => ({ set: (key, value, expiresAt) => set(key, value, expiresAt + 500) })),
  },
  {
    fault: 'takes an expired value as one without an end',
    clause: 'treats a value that has expired already as none',
    open: () =>
      broken(({ set }) => ({
        set: (key, value, expiresAt) => set(key, value, expiresAt > Date.now() ? expiresAt : Infinity),
      })),
  },
  {
    fault: 'counts seconds in 32 bits of milliseconds',
    clause: 'keeps a value until expiresAt',
    open: () =>
      broken(({ set }) => ({
        set: (key, value, expiresAt) =>
          set(key, value, Number.isInteger(expiresAt) ? expiresAt : Math.floor(expiresAt) % 2 ** 31),
      })),
  },
  {
    fault: 'alters bytes',
    clause: 'gives back every character of what was set',
    open: () => broken(({ set }) => ({ set: (key, value, expiresAt) => set(key, value.trim(), expiresAt) })),
  },
  {
    fault: 'cuts long values',
    clause: 'gives back every character of what was set',
    open: () => broken(({ set }) => ({ set: (key, value, expiresAt) => set(key, value.slice(0, 4096), expiresAt) })),
  },
  {
    fault: 'gives null for a miss',
    clause: 'gives undefined for a key that was never set',
    open: () => broken(({ get }) => ({ get: async (key) => (await get(key)) ?? nothing })),
  },
  {
    fault: 'keeps the first value',
    clause: 'lets a later value take the place of an earlier one, with its own expiry',
    open: () =>
      broken(({ get, set }) => ({
        set: async (key, value, expiresAt) =>
          (await get(key)) === undefined || expiresAt < Date.now() ? set(key, value, expiresAt) : undefined,
      })),
  },
  {
    fault: 'shortens keys',
    clause: 'keeps keys apart',
    open: () =>
      broken(({ get, set }) => ({
        get: (key) => get(key.slice(0, 32)),
        set: (key, value, expiresAt) => set(key.slice(0, 32), value, expiresAt),
      })),
  },
  {
    fault: 'writes in two halves',
    clause: 'survives many calls at once, and gives no mixture of values',
    open: () =>
      broken(({ get, set }) => ({
        async set(key, value, expiresAt) {
          const middle = Math.floor(value.length / 2);
          await set(key, value.slice(0, middle), expiresAt);
          await new Promise((resolve) => setTimeout(resolve, 1));
          await set(key, ((await get(key)) ?? '') + value.slice(middle), expiresAt);
        },
      })),
  },
  {
    fault: 'refuses the keys that core makes',
    clause: 'gives undefined for a key that was never set',
    open: () =>
      broken(({ get }) => ({
        async get(key) {
          if (/[^0-9a-f]/.test(key)) throw new Error('not a key of mine');
          return get(key);
        },
      })),
  },
  {
    fault: 'drops values after a second',
    clause: 'keeps a value until expiresAt',
    open: () =>
      broken(({ set }) => ({
        set: (key, value, expiresAt) => set(key, value, Math.min(expiresAt, Date.now() + 1000)),
      })),
  },
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
