import type { TokenCache, TokenCacheLock } from '../cache/token-cache.ts';

const patienceMs = 3000;

/** The cache that a clause is checked on: a call that does not answer becomes an error instead of a hanging test. */
export function watchedCache(cache: TokenCache): Required<Omit<TokenCache, 'timeoutMs'>> {
  return {
    get: (key) => answered('get', cache.get(key)),
    set: (key, value, expiresAt) => answered('set', cache.set(key, value, expiresAt)),
    lock: async (key, ttlMs) => {
      const lock: TokenCacheLock | undefined = await answered('lock', cache.lock?.(key, ttlMs));
      // What is no lock is handed on as it is, for the clause to judge.
      return lock && { release: () => answered('release', lock.release()) };
    },
  };
}

async function answered<T>(operation: string, call: T | Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hanging = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${operation}() did not answer within ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([call, hanging]);
  } finally {
    clearTimeout(timer);
  }
}
