import type { FullClock } from './concurrency/clock.ts';
import type { TokenErrorCode } from './errors/meaning.ts';
import type { TokenEventListener } from './events.ts';
import { apiBaseUrl } from './http/api-base-url.ts';
import type { TokenIssuer } from './issuer/token-issuer.ts';
import type { GetTokenOptions } from './keeper/get-token-options.ts';
import type { TokenKeeper } from './keeper/token-keeper.ts';
import type { AccessToken } from './token/access-token.ts';
import { refreshWindow, type Freshness, type FreshnessPolicy } from './token/freshness.ts';

/** What the client knows about its token at this moment, without I/O. It holds no token. */
export interface TokenStatus {
  /** `none` before the first token, and after the last one has expired. */
  readonly state: 'none' | Freshness;
  /** Whether a refresh is under way. */
  readonly refreshing: boolean;
  /** Epoch milliseconds; `undefined` when the state is `none`. */
  readonly expiresAt: number | undefined;
  /** Epoch milliseconds from which a call starts a refresh; `undefined` when the state is `none`. */
  readonly refreshAt: number | undefined;
  /** Whole seconds left; 0 when the state is `none`. */
  readonly expiresIn: number;
  /** The code of the last exchange's error, and when it failed (epoch milliseconds). Absent after a success. */
  readonly lastError?: { readonly code: TokenErrorCode; readonly at: number };
}

/** What an application holds. Make one with `createTokenClient`. */
export interface TokenClient extends AsyncDisposable {
  /**
   * The current token: at once while it is valid, else after one exchange that all callers share. Call it before each use
   * and do not keep the token. Needs no `this`.
   *
   * @throws TokenError if there is no token; its `code` says why. For the caller who aborts, the signal's reason
   */
  readonly getToken: (options?: GetTokenOptions) => Promise<AccessToken>;
  /**
   * `fetch` that sends the token, to `apiOrigins` only. After a 401 it gets another token and sends the request once more.
   * Needs no `this`.
   *
   * @throws TokenError `ERR_TOKEN_CONFIG` for a URL at any other origin; also what `getToken` and the runtime's `fetch`
   * throw
   */
  readonly fetch: typeof fetch;
  /** The origins that `fetch` sends the token to. */
  readonly apiOrigins: readonly string[];
  /** The base of a path given to `fetch`; `undefined` if there are several origins. */
  readonly apiBaseUrl: string | undefined;
  /**
   * Tells the client that the API refused this token: the next call gets another one. Does nothing if the client has a newer
   * token. Never rejects.
   */
  invalidate(rejected: AccessToken | string): Promise<void>;
  /** What the client knows about its token, without I/O: for health checks. */
  status(): TokenStatus;
  /**
   * Rejects all waiting and later calls with `ERR_TOKEN_CLOSED`. Resolves when a lock in the cache has been released, at most
   * about a second later. Closing twice is not an error.
   */
  close(): Promise<void>;
}

/** The parts that `createTokenClient` puts together. */
export interface TokenClientParts {
  readonly keeper: TokenKeeper;
  readonly fetch: typeof fetch;
  readonly policy: FreshnessPolicy;
  readonly clock: FullClock;
  readonly onEvent: TokenEventListener;
  readonly issuer: TokenIssuer;
  /** A function, since the issuer may read them from the environment at first use. */
  readonly apiOrigins: () => readonly string[];
}

/** The client around its keeper. Its parts are private, so that logging the client shows no token. */
export class KeptTokenClient implements TokenClient {
  readonly #parts: TokenClientParts;
  readonly getToken: TokenClient['getToken'];
  readonly fetch: typeof fetch;
  #closing: Promise<void> | undefined;

  constructor(parts: TokenClientParts) {
    this.#parts = parts;
    this.getToken = (options) => parts.keeper.getToken(options);
    this.fetch = parts.fetch;
  }

  get apiOrigins(): readonly string[] {
    return this.#parts.apiOrigins();
  }

  get apiBaseUrl(): string | undefined {
    const { issuer, apiOrigins } = this.#parts;
    return apiBaseUrl(apiOrigins(), issuer.apiBaseUrl);
  }

  async invalidate(rejected: AccessToken | string): Promise<void> {
    this.#parts.keeper.invalidate(typeof rejected === 'string' ? rejected : rejected.accessToken);
  }

  status(): TokenStatus {
    const { policy, clock, keeper } = this.#parts;
    const { held, flights } = keeper;
    const { busy: refreshing, lastError } = flights;
    const last = lastError === undefined ? {} : { lastError };
    const remainingMs = held?.remainingMs ?? 0;
    if (held === undefined || !(remainingMs > 0)) {
      return { state: 'none', refreshing, expiresAt: undefined, refreshAt: undefined, expiresIn: 0, ...last };
    }
    const expiresAt = Math.floor(clock.now() + remainingMs);
    return {
      state: held.freshness(policy),
      refreshing,
      expiresAt,
      refreshAt: Math.floor(expiresAt - refreshWindow(held.token.lifetimeMs, policy)),
      expiresIn: Math.floor(remainingMs / 1000),
      ...last,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const closed = this.#parts.keeper.close();
    // After `#closing` is set, so that a listener that calls `close()` again gets the same promise.
    await undefined;
    this.#parts.onEvent({ type: 'closed' });
    await closed;
  }

  static {
    // Shows the state and not the private parts.
    const inspect = Symbol.for('nodejs.util.inspect.custom');
    Object.defineProperty(this.prototype, inspect, {
      value(this: KeptTokenClient) {
        const { state, expiresIn, refreshing } = this.status();
        return `TokenClient(${state}, ${expiresIn} s left${refreshing ? ', refreshing' : ''})`;
      },
    });
  }
}
