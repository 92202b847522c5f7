import type { TokenCache } from './cache/token-cache.ts';
import type { Clock } from './concurrency/clock.ts';
import { configError, requireDuration, requireFlag } from './errors/config-error.ts';
import { readOptions } from './errors/read-options.ts';
import type { UnderlyingFetch } from './http/underlying-fetch.ts';
import type { TokenEventListener } from './events.ts';
import type { TokenIssuer } from './issuer/token-issuer.ts';

/** Options of `createTokenClient`, and of every adapter. */
export interface TokenClientOptions {
  /** The client's name in events, for applications with several clients. Default: none. */
  readonly name?: string | undefined;
  /** Who grants the tokens: `symbl()`, `clientCredentials()`, `jwtBearer()`, `tokenEndpoint()`, or your own issuer. */
  readonly issuer: TokenIssuer;
  /**
   * Where tokens outlive the client, and how clients and processes share them: `fileCache()`, `redisCache()`,
   * `memoryCache()`, or your own. Values are encrypted. Default: none, the client keeps its token in memory.
   */
  readonly cache?: TokenCache | undefined;
  /**
   * How long before the token's end a refresh starts, in milliseconds. At most a fifth of the granted lifetime is used, and
   * each client makes it up to a quarter shorter, at random, so that many clients do not refresh at once. With 0 nothing is
   * refreshed in the background. Default: 300 000 (5 minutes).
   */
  readonly refreshWindowMs?: number | undefined;
  /** The limit for one `getToken`, retries and waits included, in milliseconds. Default: 10 000. */
  readonly timeoutMs?: number | undefined;
  /**
   * The origins that `fetch` may send the token to: exact https origins, or http ones of this machine. Default: the
   * `apiOrigins` of the issuer.
   */
  readonly apiOrigins?: readonly string[] | undefined;
  /** Called with each event, for logs and metrics. No event holds a secret or a token. Default: none. */
  readonly onEvent?: TokenEventListener | undefined;
  /**
   * Whether the token replaces an `Authorization` header (or the issuer's equivalent) that a request already has, for SDKs
   * that insist on sending a key. Default: false, such a request goes out unchanged.
   */
  readonly override?: boolean | undefined;
  /** How much of a `Request`'s body is kept, to send it again after a 401, in bytes. Default: 1 048 576 (1 MiB). */
  readonly maxReplayBytes?: number | undefined;
  /** Replaces the global `fetch`, for proxies, certificates and tests. Called with a URL string and an init. */
  readonly fetch?: UnderlyingFetch | undefined;
  /** Replaces the system's clock, for tests. Default: the system's. */
  readonly clock?: Clock | undefined;
}

/** The functions that an option must have. An empty list: the option itself must be a function. */
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
  const { name, clock, refreshWindowMs, timeoutMs, override, maxReplayBytes } = options;
  if (refreshWindowMs !== undefined) requireDuration('refreshWindowMs', refreshWindowMs, 0);
  if (timeoutMs !== undefined) requireDuration('timeoutMs', timeoutMs, 1);
  requireFlag('override', override);
  if (name !== undefined && typeof name !== 'string') throw configError('name must be a string: correct it.');
  if (clock?.setTimer !== undefined && typeof clock.setTimer !== 'function') {
    throw configError('clock.setTimer must be a function: pass one, or leave it out.');
  }
  if (maxReplayBytes !== undefined && !(Number.isSafeInteger(maxReplayBytes) && maxReplayBytes >= 0)) {
    throw configError('maxReplayBytes must be a number of bytes, 0 or more: correct it.');
  }
  return options;
}
