import type { TokenErrorCode } from './errors/token-error.ts';

/** What `onEvent` is told. Durations and remaining lifetimes in milliseconds; never a secret, never a token. */
export type TokenEvent =
  /** The issuer answered with a token. */
  | { readonly type: 'exchanged'; readonly origin: string; readonly durationMs: number; readonly lifetimeMs: number }
  /** One attempt failed; `retryInMs` says that another follows inside the same call. */
  | {
      readonly type: 'exchange-failed';
      readonly origin: string;
      readonly durationMs: number;
      readonly code: TokenErrorCode;
      readonly reason?: string | undefined;
      readonly status?: number | undefined;
      readonly retryInMs?: number | undefined;
    }
  /** The issuer gave the token that was held already, with what is left of it. */
  | { readonly type: 'same-token'; readonly lifetimeMs: number }
  /** A refresh failed; callers go on with the token that still lives. */
  | { readonly type: 'served-stale'; readonly code: TokenErrorCode; readonly remainingMs: number }
  /** After a failure: no exchange for this long. */
  | { readonly type: 'cooling-down'; readonly code: TokenErrorCode; readonly durationMs: number }
  /** A token came out of the cache instead of an exchange. */
  | { readonly type: 'cache-hit'; readonly remainingMs: number }
  /** The cache failed, and was treated as empty. `retryInMs`: how long it is left alone. */
  | {
      readonly type: 'cache-failed';
      readonly operation: 'get' | 'set' | 'delete' | 'lock' | 'unlock';
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

/** Wraps a listener so that whatever it throws, at once or later, reaches nobody. */
export function safeListener(listener: TokenEventListener | undefined): TokenEventListener {
  if (listener === undefined) return () => undefined;
  return (event) => {
    try {
      // By `resolve`, since the promise may be of another realm.
      Promise.resolve<unknown>(listener(event)).catch(() => undefined);
    } catch {
      // A listener's fault is not the caller's.
    }
  };
}
