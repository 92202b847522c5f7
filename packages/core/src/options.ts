import type { TokenCache } from './cache/token-cache.ts';
import type { Clock } from './concurrency/clock.ts';
import { configError, rejectUnknownOptions, requireDuration } from './errors/config-error.ts';
import type { TokenEventListener } from './events.ts';
import type { TokenIssuer } from './issuer/token-issuer.ts';

/** Options of `createTokenClient`, and of every adapter. */
export interface TokenClientOptions {
  /** Who is asked for tokens: `symbl()`, `clientCredentials()`, or your own. */
  readonly issuer: TokenIssuer;
  /** Where tokens outlive a process. Default: `memoryCache()`, one per client. */
  readonly cache?: TokenCache | undefined;
  /**
   * When to start a refresh, milliseconds before the token's end; at most a fifth of what the issuer granted, and up to
   * a quarter less per client, so that a fleet does not refresh at once. Default: 300 000 (5 minutes). With 0 nothing
   * is refreshed behind the callers.
   */
  readonly refreshWindowMs?: number | undefined;
  /** For the whole of one `getToken`, retries and waits included, milliseconds. Default: 10 000. */
  readonly timeoutMs?: number | undefined;
  /** The exact origins that `fetch` may send the token to. Default: the issuer's own. */
  readonly apiOrigins?: readonly string[] | undefined;
  /** Hears what happens, for logs and metrics; never a secret or token. Default: nobody. */
  readonly onEvent?: TokenEventListener | undefined;
  /** Replaces the global `fetch`, for proxies, tracing and tests. */
  readonly fetch?: typeof fetch | undefined;
  /** Replaces the system's clock, for tests. */
  readonly clock?: Clock | undefined;
}

const known = ['issuer', 'cache', 'refreshWindowMs', 'timeoutMs', 'apiOrigins', 'onEvent', 'fetch', 'clock'];

/** Names the first option that cannot work. @throws TokenError `ERR_TOKEN_CONFIG` */
export function checkOptions(options: TokenClientOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw configError('createTokenClient() needs options: pass at least { issuer }.');
  }
  rejectUnknownOptions('createTokenClient()', options, known);
  const { issuer, cache, refreshWindowMs, timeoutMs, apiOrigins, onEvent, fetch, clock } = options;
  if (typeof issuer?.prepare !== 'function') throw configError('issuer is missing: pass symbl() or another issuer.');
  requireFunctions(
    'cache',
    cache,
    ['get', 'set', 'delete'],
    'pass memoryCache(), fileCache() or an object that has them',
  );
  requireFunctions('clock', clock, ['now', 'monotonic'], 'pass an object that has them, or leave it out');
  if (refreshWindowMs !== undefined) requireDuration('refreshWindowMs', refreshWindowMs, 0);
  if (timeoutMs !== undefined) requireDuration('timeoutMs', timeoutMs, 1);
  if (apiOrigins !== undefined && !Array.isArray(apiOrigins)) {
    throw configError('apiOrigins must be a list of origins, such as ["https://api.symbl.ai"]: correct it.');
  }
  if (onEvent !== undefined && typeof onEvent !== 'function')
    throw configError('onEvent must be a function: correct it.');
  if (fetch !== undefined && typeof fetch !== 'function') throw configError('fetch must be a function: correct it.');
}

function requireFunctions(option: string, value: object | undefined, names: readonly string[], remedy: string): void {
  if (value === undefined) return;
  const members = new Map(names.map((name) => [name, Reflect.get(Object(value), name)]));
  if (names.some((name) => typeof members.get(name) !== 'function')) {
    throw configError(`${option} must have the functions ${names.join(', ')}: ${remedy}.`);
  }
}
