import { deriveCacheKeys } from './cache/cache-key.ts';
import { open } from './cache/envelope.ts';
import { systemClock } from './concurrency/clock.ts';
import { defaultPolicy } from './create-token-client.ts';
import type { TokenErrorCode } from './errors/meaning.ts';
import { readOptions } from './errors/read-options.ts';
import type { TokenClientOptions } from './options.ts';
import type { TokenStatus } from './token-client.ts';
import { freshness, refreshWindow } from './token/freshness.ts';
import { fromFailureEntry } from './flight/stored-failure.ts';
import { fromEntry } from './flight/stored-token.ts';

/** Options of {@link cachedStatus}: the same as those of the clients that share the cache. */
export type CachedStatusOptions = Pick<TokenClientOptions, 'issuer' | 'cache' | 'refreshWindowMs' | 'clock'>;

/** What a cache holds for one set of credentials. It holds no token. */
export interface CachedStatus extends Pick<TokenStatus, 'state' | 'expiresAt' | 'refreshAt' | 'expiresIn'> {
  /** The failure for which nobody asks the issuer, and until when (epoch milliseconds). */
  readonly rest?: { readonly code: TokenErrorCode; readonly until: number };
}

/**
 * Looks into a cache, without asking the issuer: for commands and monitors that watch a token which other processes use.
 * `state` is `none` if there is no entry, if these credentials do not open it, and if it has expired.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` if the credentials cannot be read; also what the cache throws
 */
export async function cachedStatus(given: CachedStatusOptions): Promise<CachedStatus> {
  const known = ['issuer', 'cache', 'refreshWindowMs', 'clock'] as const;
  const options = readOptions<CachedStatusOptions>('cachedStatus()', given, known);
  const { issuer, cache, clock = systemClock, refreshWindowMs = defaultPolicy.refreshWindowMs } = options;
  const { identity, secret } = await issuer.prepare();
  const none: CachedStatus = { state: 'none', expiresAt: undefined, refreshAt: undefined, expiresIn: 0 };
  if (cache === undefined || secret === undefined) return none;
  const keys = await deriveCacheKeys({ identity, secret });
  const read = async (cacheKey: string): Promise<unknown> => {
    const value = await cache.get(cacheKey);
    return value === undefined ? undefined : open(value, { ...keys, cacheKey });
  };
  const stored = fromEntry(await read(keys.cacheKey));
  const failure = fromFailureEntry(await read(`${keys.cacheKey}-rest`), clock.now());
  const remainingMs = (stored?.expiresAt ?? 0) - clock.now();
  const rest = failure && { code: failure.error.code, until: Math.floor(clock.now() + failure.durationMs) };
  if (stored === undefined || !(remainingMs > 0)) return { ...none, ...(rest && { rest }) };
  const { expiresAt, lifetimeMs } = stored;
  const policy = { ...defaultPolicy, refreshWindowMs };
  return {
    state: freshness({ remainingMs, lifetimeMs }, policy),
    expiresAt,
    refreshAt: Math.floor(expiresAt - refreshWindow(lifetimeMs, policy)),
    expiresIn: Math.floor(remainingMs / 1000),
    ...(rest && { rest }),
  };
}
