import { cachedStatus, TokenError, type CachedStatus } from '@tokenkeep/core';
import { defaultCacheDirectory } from '@tokenkeep/core/file-cache';
import { answerOf } from '../cache/answer-of.ts';
import { clientOptions } from '../client-options.ts';
import type { CommonOptions } from '../common-options.ts';
import { checkCacheFolder } from '../doctor/check-cache-folder.ts';
import { exitCodes } from '../exit-codes.ts';
import { complain } from '../print/complain.ts';
import { UsageError } from '../usage-error.ts';

/** What `tokenkeep status` can be told. */
export interface StatusOptions extends CommonOptions {
  readonly json?: true;
}

/** Prints what the cache holds for these credentials. Asks no issuer. */
export async function status({ json, ...given }: StatusOptions): Promise<number> {
  const { options, cached, close } = await clientOptions(given);
  // The cache itself makes do with memory, which is empty in a new process.
  const folder = cached === 'files' ? checkCacheFolder(given.cacheDir ?? defaultCacheDirectory()) : undefined;
  if (folder?.ok === false) throw new UsageError(folder.line);
  try {
    const { issuer, cache, refreshWindowMs, clock } = options;
    const found = await answerOf(cachedStatus({ issuer, cache, refreshWindowMs, clock }));
    process.stdout.write(json ? `${JSON.stringify(found)}\n` : inWords(found));
    return 0;
  } catch (error) {
    if (TokenError.isInstance(error)) throw error;
    const { code = 'unknown' }: { code?: unknown } = Object(error);
    complain(`The cache cannot be read (${String(code)}): run tokenkeep doctor.`);
    return exitCodes.failed;
  } finally {
    close();
  }
}

function inWords({ state, expiresIn, expiresAt = 0, refreshAt = 0, rest }: CachedStatus): string {
  const resting =
    rest === undefined ? '' : `The last exchange failed (${rest.code}); nobody asks until ${instant(rest.until)}.\n`;
  if (state === 'none') return `There is no token in the cache for these credentials.\n${resting}`;
  const due = state === 'fresh' ? `due for a refresh at ${instant(refreshAt)}` : 'due for a refresh now';
  return `${state}: ${String(expiresIn)} s left, until ${instant(expiresAt)}; ${due}\n${resting}`;
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
