import type { FullClock } from './concurrency/clock.ts';
import type { TokenErrorCode } from './errors/meaning.ts';
import type { TokenEventListener } from './events.ts';
import { apiBaseUrl } from './http/api-base-url.ts';
import type { TokenIssuer } from './issuer/token-issuer.ts';
import type { GetTokenOptions } from './keeper/get-token-options.ts';
import type { TokenKeeper } from './keeper/token-keeper.ts';
import type { AccessToken } from './token/access-token.ts';
import { refreshWindow, type Freshness, type FreshnessPolicy } from './token/freshness.ts';

/** What is known about the token at this moment, without asking anybody. Holds no token. */
export interface TokenStatus {
  /** `none` until the first token, and once the last has died. */
  readonly state: 'none' | Freshness;
  /** Whether a refresh is under way. */
  readonly refreshing: boolean;
  /** Epoch milliseconds; `undefined` when the state is `none`. */
  readonly expiresAt: number | undefined;
  /** Epoch milliseconds from which a call starts a refresh; `undefined` when the state is `none`. */
  readonly refreshAt: number | undefined;
  /** Whole seconds left; 0 when the state is `none`. */
  readonly expiresIn: number;
  /** What the last exchange failed with, and when (epoch milliseconds); gone with the next success. */
  readonly lastError?: { readonly code: TokenErrorCode; readonly at: number };
}

/** What an application holds. Make one with `createTokenClient`. */
export interface TokenClient extends AsyncDisposable {
  /**
   * The current token: at once while one lives, else after one exchange that all callers share. Needs no `this`.
   *
   * @throws TokenError by its `code`; the reason of `signal` for the one caller who aborts
   */
  readonly getToken: (options?: GetTokenOptions) => Promise<AccessToken>;
  /**
   * `fetch` with the bearer attached, for the API's origins only. After a 401 it asks for another token and sends the
   * request once more, if that helps. Needs no `this`.
   *
   * @throws TokenError `ERR_TOKEN_CONFIG` for any other URL; what `getToken` and `fetch` throw
   */
  readonly fetch: typeof fetch;
  /** The origins that `fetch` sends the token to. */
  readonly apiOrigins: readonly string[];
  /** What a relative URL of `fetch` resolves against; `undefined` when there are several origins. */
  readonly apiBaseUrl: string | undefined;
  /** The API refused *this* token: the next call gets another. A newer one is left alone. Never rejects. */
  invalidate(rejected: AccessToken | string): Promise<void>;
  /** What is known about the token, at once and without I/O: for health checks. */
  status(): TokenStatus;
  /**
   * Rejects all who wait with `ERR_TOKEN_CLOSED`, and everybody after; resolves once what was taken of the cache, such as
   * a lock, is given back, at most about a second later. Closing twice is not an error.
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
  /** Read at each call. */
  readonly apiOrigins: () => readonly string[];
}

/** The client over its keeper. Its parts are private, so that no log of it can show a token. */
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
    // Later, so that a listener who closes finds it closing.
    await undefined;
    this.#parts.onEvent({ type: 'closed' });
    await closed;
  }

  static {
    // State, not internals.
    const inspect = Symbol.for('nodejs.util.inspect.custom');
    Object.defineProperty(this.prototype, inspect, {
      value(this: KeptTokenClient) {
        const { state, expiresIn, refreshing } = this.status();
        return `TokenClient(${state}, ${expiresIn} s left${refreshing ? ', refreshing' : ''})`;
      },
    });
  }
}
