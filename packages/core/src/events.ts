import { meanings, type LogLevel, type TokenErrorCode } from './errors/meaning.ts';
import { TokenError, type TokenErrorReason } from './errors/token-error.ts';

/**
 * What `onEvent` is told. Durations and remaining lifetimes in milliseconds; never a secret, never a token. `client` is the
 * `name` of the client, if it has one.
 */
export type TokenEvent = Happening & { readonly client?: string | undefined };

type Happening =
  /**
   * A flight, one run that obtains a token for all who ask meanwhile, asks somebody: for the credentials, the cache, the
   * issuer. Told at once in the asynchronous context of the caller who caused it, like all that it does until it ends.
   * `refresh`: a token is held that still lives.
   */
  | { readonly type: 'flight-started'; readonly refresh: boolean }
  /** One more caller waits for the flight under way. Told in that one's asynchronous context, for the first 100 of them. */
  | { readonly type: 'flight-joined' }
  /**
   * The flight is over. `callers`: how many have waited for it, 0 for a refresh behind everybody. `remainingMs`: what is
   * left of the token now held, if one lives. `postponed`: the refresh waits for the cache, which is out of reach.
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
  /** One attempt failed; `retryInMs` says that another follows inside the same call. */
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
  /** The issuer gave the token that was held already, with what is left of it. */
  | { readonly type: 'same-token'; readonly lifetimeMs: number }
  /** A refresh failed; callers go on with the token that still lives. */
  | { readonly type: 'served-stale'; readonly code: TokenErrorCode; readonly remainingMs: number }
  /** After a failure: no exchange for this long. */
  | { readonly type: 'cooling-down'; readonly code: TokenErrorCode; readonly durationMs: number }
  /** An attempt has said nothing for half of the time, and a second one went out beside it. */
  | { readonly type: 'second-attempt'; readonly origin: string; readonly afterMs: number }
  /** Another process's failure was found in the cache, and is taken as this one's own: no exchange for this long. */
  | { readonly type: 'rest-shared'; readonly code: TokenErrorCode; readonly durationMs: number }
  /** The process did not run for so long that the exchange under way was given up; nobody is blamed. */
  | { readonly type: 'given-up'; readonly stoodStillMs: number }
  /** Nothing stable can seal what would be stored, so the cache is not used. Once per client. */
  | { readonly type: 'cache-unused' }
  /** The API refused a token, and the request could not be sent again with another: `reason` says why. */
  | { readonly type: 'not-resent'; readonly reason: 'stream' | 'too-large' | 'same-token' }
  /** The API refused a token, and the request is sent again: with another, or once more with one that was very new. */
  | { readonly type: 'resent' }
  /** A token came out of the cache instead of an exchange. */
  | { readonly type: 'cache-hit'; readonly remainingMs: number }
  /** The cache failed, and was treated as empty. `retryInMs`: how long it is left alone. */
  | {
      readonly type: 'cache-failed';
      readonly operation: 'get' | 'set' | 'lock' | 'unlock';
      readonly reason: 'error' | 'timeout';
      /** What the cache said: the message of a `TokenError`, else the error's `code`, such as `EACCES`. */
      readonly detail?: string | undefined;
      readonly durationMs: number;
      readonly retryInMs: number;
    }
  /** Somebody else held the lock; waiting for their token took this long. */
  | { readonly type: 'lock-waited'; readonly durationMs: number; readonly outcome: 'shared' | 'acquired' | 'gave-up' }
  /**
   * The API refused the token; `ignored` when that changes nothing: it is not the current one, is known to be refused,
   * or came in the place of a refused one in the last 30 s.
   */
  | { readonly type: 'invalidated'; readonly ignored: boolean }
  /** The client was closed. */
  | { readonly type: 'closed' };

/** Hears every {@link TokenEvent}. What it throws is ignored. */
export type TokenEventListener = (event: TokenEvent) => void;

/** Wraps a listener so that whatever it throws, at once or later, reaches nobody, and each event names the client. */
export function safeListener(listener: TokenEventListener | undefined, client?: string): TokenEventListener {
  if (listener === undefined) return () => undefined;
  return (event) => {
    try {
      // By `resolve`, since the promise may be of another realm.
      Promise.resolve<unknown>(listener(client === undefined ? event : { ...event, client })).catch(() => undefined);
    } catch {
      // A listener's fault is not the caller's.
    }
  };
}

/**
 * How loud an event is: `error` for what only a person can mend, `warn` for a fault that passes, `info` for an exchange,
 * `debug` for the rest. A `TokenError` is as loud as its code.
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
