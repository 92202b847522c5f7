import { meanings, type LogLevel, type TokenErrorCode } from './errors/meaning.ts';
import { TokenError, type TokenErrorReason } from './errors/token-error.ts';

/**
 * What `onEvent` is called with. All durations and lifetimes are in milliseconds. No event holds a secret or a token.
 * `client` is the `name` of the client, if it has one.
 */
export type TokenEvent = Happening & { readonly client?: string | undefined };

type Happening =
  /**
   * A flight begins: one run that obtains a token for all callers who wait meanwhile. The listener runs in the asynchronous
   * context of the caller who caused it, as for all events of this flight. `refresh`: there still is a valid token.
   */
  | { readonly type: 'flight-started'; readonly refresh: boolean }
  /** One more caller waits for the flight. The listener runs in that caller's context. Only for the first 100 callers. */
  | { readonly type: 'flight-joined' }
  /**
   * The flight is over. `callers`: how many waited for it, 0 for a refresh in the background. `remainingMs`: what is left of
   * the client's token now, if it has a valid one. Outcome `postponed`: the refresh waits until the cache is back.
   */
  | {
      readonly type: 'flight-ended';
      readonly outcome: 'token' | 'postponed' | 'failed' | 'given-up' | 'closed';
      readonly code?: TokenErrorCode | undefined;
      readonly durationMs: number;
      readonly callers: number;
      readonly remainingMs: number | undefined;
    }
  /** The issuer answered with a token. */
  | { readonly type: 'exchanged'; readonly origin: string; readonly durationMs: number; readonly lifetimeMs: number }
  /** One attempt failed. With `retryInMs` the same call makes another one after that time. */
  | {
      readonly type: 'exchange-failed';
      readonly origin: string;
      readonly durationMs: number;
      readonly code: TokenErrorCode;
      readonly reason?: TokenErrorReason | undefined;
      /** The code of a system or platform error, such as `ECONNREFUSED`. */
      readonly detail?: string | undefined;
      readonly status?: number | undefined;
      readonly retryInMs?: number | undefined;
    }
  /** The issuer granted the token that the client already has, with less time left. */
  | { readonly type: 'same-token'; readonly lifetimeMs: number }
  /** A refresh failed. Callers still get the old token, which is valid for `remainingMs`. */
  | { readonly type: 'served-stale'; readonly code: TokenErrorCode; readonly remainingMs: number }
  /** A rest begins: after a failure there is no exchange for `durationMs`. */
  | { readonly type: 'cooling-down'; readonly code: TokenErrorCode; readonly durationMs: number }
  /** An attempt got no answer in half of the time (`afterMs`), and a second request went out. */
  | { readonly type: 'second-attempt'; readonly origin: string; readonly afterMs: number }
  /** Another process's failure was found in the cache and counts here too: no exchange for `durationMs`. */
  | { readonly type: 'rest-shared'; readonly code: TokenErrorCode; readonly durationMs: number }
  /** The process did not run for `stoodStillMs`, so the exchange under way was given up. It counts as no failure. */
  | { readonly type: 'given-up'; readonly stoodStillMs: number }
  /** There is nothing to derive an encryption key from, so no cache is used: pass a `sealingSecret`. Once per client. */
  | { readonly type: 'cache-unused' }
  /** The API refused a token, and the request was not sent again. `reason` says why. */
  | { readonly type: 'not-resent'; readonly reason: 'stream' | 'too-large' | 'same-token' }
  /** The API refused a token, and the request is sent once more: with another token, or with one that was very new. */
  | { readonly type: 'resent' }
  /** A token came from the cache, without an exchange. */
  | { readonly type: 'cache-hit'; readonly remainingMs: number }
  /** The cache failed or did not answer in time, and counts as empty. It is not used for `retryInMs`. */
  | {
      readonly type: 'cache-failed';
      readonly operation: 'get' | 'set' | 'lock' | 'unlock';
      readonly reason: 'error' | 'timeout';
      /** The message if the cache rejected with a `TokenError`, else the error's `code`, such as `EACCES`. */
      readonly detail?: string | undefined;
      readonly durationMs: number;
      readonly retryInMs: number;
    }
  /**
   * Another process held the lock, and this one waited for `durationMs`. It got that process's token (`shared`) or the lock
   * (`acquired`), or stopped waiting and exchanged on its own (`gave-up`).
   */
  | { readonly type: 'lock-waited'; readonly durationMs: number; readonly outcome: 'shared' | 'acquired' | 'gave-up' }
  /**
   * The API refused a token. `ignored: false`: the next call gets another token. `ignored: true`: nothing changes, since the
   * token is not the current one, was refused before, or replaced a refused one less than 30 s ago.
   */
  | { readonly type: 'invalidated'; readonly ignored: boolean }
  /** The client was closed. */
  | { readonly type: 'closed' };

/** Called with every {@link TokenEvent}. What it throws is ignored. */
export type TokenEventListener = (event: TokenEvent) => void;

/** Wraps a listener so that whatever it throws, at once or later, reaches nobody, and each event names the client. */
export function safeListener(listener: TokenEventListener | undefined, client?: string): TokenEventListener {
  if (listener === undefined) return () => undefined;
  return (event) => {
    try {
      // By `resolve`, since the promise may be of another realm.
      Promise.resolve<unknown>(listener(client === undefined ? event : { ...event, client })).catch(() => undefined);
    } catch {
      // A failing listener must not fail the caller.
    }
  };
}

/**
 * The log level for an event: `error` for a failure that only a person can fix, `warn` for one that may pass, `info` for an
 * exchange, `debug` for everything else. For a `TokenError`, the level of its code.
 */
export function eventLevel(event: TokenEvent | TokenError): LogLevel {
  if (TokenError.isInstance(event)) return meanings[event.code]?.level ?? 'warn';
  switch (event.type) {
    case 'exchanged':
      return 'info';
    case 'exchange-failed':
      return event.retryInMs === undefined ? (meanings[event.code]?.level ?? 'warn') : 'warn';
    case 'served-stale':
    case 'cooling-down':
    case 'rest-shared':
    case 'cache-failed':
    case 'cache-unused':
    case 'not-resent':
      return 'warn';
    case 'invalidated':
      return event.ignored ? 'debug' : 'warn';
    default:
      return 'debug';
  }
}
