import {
  configError,
  type AccessToken,
  type GetTokenOptions,
  type TokenClient,
  type TokenStatus,
} from '@tokenkeep/core';

/**
 * The token client without a name, injected by class: `constructor(private readonly tokens: TokenService)`.
 *
 * Nest injects core's `TokenClient` itself. This class is only its injection token and type, and has the methods for
 * automatic mocks. Inject named clients with `@InjectTokenClient(name)`, with this class or `TokenClient` as their type. Do not
 * list the class in `providers`: the instance that Nest makes rejects every call and says what to do.
 */
class UnregisteredTokenService implements TokenClient {
  declare readonly apiOrigins: readonly string[];
  declare readonly apiBaseUrl: string | undefined;

  /** `fetch` that sends the token, to the API's origins only. After a 401 it tries another token. Needs no `this`. */
  fetch(_input: string | URL | Request, _init?: RequestInit): Promise<Response> {
    return Promise.reject(notRegistered());
  }

  /** The current token: at once while it is valid, else after one exchange that all callers share. Needs no `this`. */
  getToken(_options?: GetTokenOptions): Promise<AccessToken> {
    return Promise.reject(notRegistered());
  }

  /** Tells the client that the API refused this token: the next call gets another one. */
  invalidate(_rejected: AccessToken | string): Promise<void> {
    return Promise.reject(notRegistered());
  }

  /** What the client knows about its token, without I/O. */
  status(): TokenStatus {
    throw notRegistered();
  }

  /** Do not call it: the module closes its clients when the application shuts down. */
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

/** A global symbol, so that two copies of this package in one application share one class as the injection token. */
const key = Symbol.for('@tokenkeep/nest-module TokenService');
const shared: typeof globalThis & { [key]?: typeof UnregisteredTokenService } = globalThis;

export type TokenService = UnregisteredTokenService;
export const TokenService: typeof UnregisteredTokenService = (shared[key] ??= UnregisteredTokenService);
Object.defineProperty(TokenService, 'name', { value: 'TokenService' });
