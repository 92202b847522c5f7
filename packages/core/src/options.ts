import type { TokenCache } from './cache/token-cache.ts';
import type { Clock } from './concurrency/clock.ts';
import { configError, requireDuration } from './errors/config-error.ts';
import { readOptions } from './errors/read-options.ts';
import { requireOrigins } from './http/allowed-origin.ts';
import type { UnderlyingFetch } from './http/underlying-fetch.ts';
import type { TokenEventListener } from './events.ts';
import type { TokenIssuer } from './issuer/token-issuer.ts';

/** Options of `createTokenClient`, and of every adapter. */
export interface TokenClientOptions {
  /** What the client is called in events, for applications with several. Default: no name. */
  readonly name?: string | undefined;
  /** Who is asked for tokens: `symbl()`, or an issuer of your own. */
  readonly issuer: TokenIssuer;
  /** Where tokens outlive the client. Default: nowhere, the client alone holds its token. */
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
  /**
   * Whether `fetch` replaces a header that a request brings itself where the token belongs, for SDKs that insist on a
   * key of their own. Default: false, such a request goes out as it is.
   */
  readonly override?: boolean | undefined;
  /** How much of the body of a `Request` is kept for a second try after a 401, bytes. Default: 1 048 576 (1 MiB). */
  readonly maxReplayBytes?: number | undefined;
  /** Replaces the global `fetch`, for proxies, certificates and tests. Called with a URL and an init. */
  readonly fetch?: UnderlyingFetch | undefined;
  /** Replaces the system's clock, for tests. */
  readonly clock?: Clock | undefined;
}

/** The functions that an option must have; none named: it must be one itself. */
const functions: Readonly<Record<string, readonly string[]>> = {
  issuer: ['prepare'],
  cache: ['get', 'set'],
  clock: ['now', 'monotonic'],
  onEvent: [],
  fetch: [],
};

/** The names of {@link TokenClientOptions}, for adapters that check them together with their own. */
export const tokenClientOptionNames: readonly (keyof TokenClientOptions)[] = [
  'name',
  'issuer',
  'cache',
  'refreshWindowMs',
  'timeoutMs',
  'apiOrigins',
  'override',
  'maxReplayBytes',
  'onEvent',
  'fetch',
  'clock',
];

/** A copy of the options. @throws TokenError `ERR_TOKEN_CONFIG` naming the first one that cannot work */
export function checkOptions(given: TokenClientOptions): TokenClientOptions {
  const options = readOptions('createTokenClient()', given, tokenClientOptionNames);
  for (const [option, names] of Object.entries(functions)) {
    const value: unknown = Reflect.get(options, option);
    if (value === undefined && option !== 'issuer') continue;
    const needed: readonly unknown[] =
      names.length === 0 ? [value] : names.map((name) => Reflect.get(Object(value), name));
    if (needed.every((member) => typeof member === 'function')) continue;
    if (names.length === 0) throw configError(`${option} must be a function: pass one.`);
    // As `issuer: symbl` is, without the call.
    const remedy = typeof value === 'function' ? 'call the function that was passed' : 'pass one';
    throw configError(`${option} must be an object with ${names.join(', ')}: ${remedy}.`);
  }
  const { refreshWindowMs, timeoutMs, apiOrigins, override, maxReplayBytes } = options;
  if (refreshWindowMs !== undefined) requireDuration('refreshWindowMs', refreshWindowMs, 0);
  if (timeoutMs !== undefined) requireDuration('timeoutMs', timeoutMs, 1);
  if (apiOrigins !== undefined) requireOrigins(apiOrigins);
  if (override !== undefined && typeof override !== 'boolean')
    throw configError('override must be true or false: correct it.');
  if (maxReplayBytes !== undefined && !(Number.isSafeInteger(maxReplayBytes) && maxReplayBytes >= 0)) {
    throw configError('maxReplayBytes must be a number of bytes, 0 or more: correct it.');
  }
  return options;
}
