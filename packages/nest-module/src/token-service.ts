import {
  configError,
  type AccessToken,
  type GetTokenOptions,
  type TokenClient,
  type TokenStatus,
} from '@tokenkeep/core';

/**
 * The un-named token client, injected by class: `constructor(private readonly tokens: TokenService)`.
 *
 * What is injected is the `TokenClient` itself; this class is its injection token and its type, and gives automatic
 * mocks the methods to find. Named clients are injected by `@InjectTokenClient(name)`, with this class or `TokenClient`
 * as their type. A service that Nest makes out of the class, because it stands among somebody's `providers`, rejects
 * every call with the remedy.
 */
class UnregisteredTokenService implements TokenClient {
  declare readonly apiOrigins: readonly string[];
  declare readonly apiBaseUrl: string | undefined;

  /** `fetch` with the token presented, for the API's origins only. Needs no `this`. */
  fetch(_input: string | URL | Request, _init?: RequestInit): Promise<Response> {
    return Promise.reject(notRegistered());
  }

  /** The current token: at once while one lives, else after one exchange that all callers share. Needs no `this`. */
  getToken(_options?: GetTokenOptions): Promise<AccessToken> {
    return Promise.reject(notRegistered());
  }

  /** The API refused *this* token: the next call gets another. */
  invalidate(_rejected: AccessToken | string): Promise<void> {
    return Promise.reject(notRegistered());
  }

  /** What is known about the token, at once and without I/O. */
  status(): TokenStatus {
    throw notRegistered();
  }

  /** Not for you to call: the module closes what it made when the application shuts down. */
  close(): Promise<void> {
    return Promise.reject(notRegistered());
  }

  /** The same as `close`. */
  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.close();
  }
}

function notRegistered(): Error {
  return configError(
    'TokenService is what TokenModule provides: import TokenModule.forRoot() and take TokenService out of providers.',
  );
}

/** Its key among the global symbols. An application may hold two copies of this package, and its class is one token. */
const key = Symbol.for('@tokenkeep/nest-module TokenService');
const shared: typeof globalThis & { [key]?: typeof UnregisteredTokenService } = globalThis;

export type TokenService = UnregisteredTokenService;
export const TokenService: typeof UnregisteredTokenService = (shared[key] ??= UnregisteredTokenService);
Object.defineProperty(TokenService, 'name', { value: 'TokenService' });
