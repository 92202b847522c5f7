import type { TokenCache } from '../cache/token-cache.ts';
import type { TokenError } from '../errors/token-error.ts';
import { explainFault, fileFault } from './file-fault.ts';

/** The parts of {@link filesOrMemory}. */
export interface FilesAndMemory {
  readonly files: Required<Omit<TokenCache, 'timeoutMs'>>;
  /** Makes the memory that replaces the files, when it is needed. */
  readonly memory: () => TokenCache;
  /** Named in errors. */
  readonly folder: string;
}

type Outcome<T> = { readonly value: T } | { readonly error: TokenError; readonly lasts: boolean };

/**
 * Uses files, and memory if the files cannot be used.
 *
 * | fault of the files | `get` | `set` | `lock` |
 * | --- | --- | --- | --- |
 * | may pass | rejects | keeps the value in memory, rejects | rejects |
 * | lasting, of reading | memory from now on, for all three | | |
 * | lasting, of writing | memory, then the files | memory | memory |
 *
 * A lasting fault is reported once: the next `set` rejects, after it has put the value into memory. The call that met
 * the fault still gets an answer, so that it costs no extra exchange.
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
        // The value in memory is older now.
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
