import { broken, type BrokenCache } from './broken-cache.ts';

/** A value that its type forbids, as JavaScript users may hand in. */
const missing: unknown = null;
function untyped(value: unknown): value is undefined {
  return value === missing;
}
const nothing = untyped(missing) ? missing : undefined;

/** Caches that get entries wrong. Each of them breaks one clause. */
export const brokenEntries: readonly BrokenCache[] = [
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
];
