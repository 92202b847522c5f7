import type { TokenCache } from '../cache/token-cache.ts';
import type { TokenError } from '../errors/token-error.ts';
import { explainFault, fileFault } from './file-fault.ts';

/** What {@link filesOrMemory} is made of. */
export interface FilesAndMemory {
  readonly files: Required<Omit<TokenCache, 'timeoutMs'>>;
  /** What stands in for the files, made when there is a need. */
  readonly memory: () => TokenCache;
  /** Named in errors. */
  readonly folder: string;
}

type Outcome<T> = { readonly value: T } | { readonly error: TokenError; readonly lasts: boolean };

/**
 * Files, and memory in their place.
 *
 * | what the files say | `get` | `set` | `lock` |
 * | --- | --- | --- | --- |
 * | a fault that passes | rejects | keeps the value in memory, rejects | rejects |
 * | one that lasts, of reading | memory from now on, for all three | | |
 * | one that lasts, of writing | memory, then the files | memory | memory |
 *
 * A lasting fault is told once, by the next `set`, which rejects when the value is in memory: the call that met the
 * fault is still answered, so that the first to find it out costs no exchange more.
 *
 * Why: docs/why.md#one-report-per-fault
 */
export function filesOrMemory({ files, memory, folder }: FilesAndMemory): Required<Omit<TokenCache, 'timeoutMs'>> {
  let standIn: TokenCache | undefined;
  let readable = true;
  let writable = true;
  let fault: TokenError | undefined;
  let told = false;

  const attempt = async <T>(call: () => Promise<T>): Promise<Outcome<T>> => {
    try {
      return { value: await call() };
    } catch (error) {
      standIn ??= memory();
      const outcome = { error: explainFault(error, folder), lasts: fileFault(error) === 'lasting' };
      if (!outcome.lasts) return outcome;
      writable = false;
      fault ??= outcome.error;
      return outcome;
    }
  };

  return {
    async get(key) {
      const kept = await standIn?.get(key);
      if (kept !== undefined || !readable) return kept;
      const outcome = await attempt(() => files.get(key));
      if ('value' in outcome) return outcome.value;
      if (!outcome.lasts) throw outcome.error;
      readable = false;
      return standIn?.get(key);
    },

    async set(key, value, expiresAt) {
      const outcome = writable ? await attempt(() => files.set(key, value, expiresAt)) : undefined;
      if (outcome !== undefined && 'value' in outcome) {
        // What was kept in memory meanwhile is older.
        if ((await standIn?.get(key)) !== undefined) await standIn?.set(key, '', 0);
        return;
      }
      await standIn?.set(key, value, expiresAt);
      if (outcome?.lasts === false) throw outcome.error;
      if (told || fault === undefined) return;
      told = true;
      throw fault;
    },

    async lock(key, ttlMs) {
      const outcome = writable ? await attempt(() => files.lock(key, ttlMs)) : undefined;
      if (outcome === undefined || ('error' in outcome && outcome.lasts)) return standIn?.lock?.(key, ttlMs);
      if ('error' in outcome) throw outcome.error;
      return outcome.value;
    },
  };
}
