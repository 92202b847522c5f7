import type { AccessToken, GetTokenOptions, TokenClient, TokenStatus } from '@tokenkeep/core';

/**
 * The default token client, injected by class: `constructor(private readonly tokens: TokenService)`.
 *
 * What is injected is the `TokenClient` itself; this class is its injection token and its type. Named clients are
 * injected by `@InjectTokenClient(name)`, with this class or `TokenClient` as their type.
 */
export abstract class TokenService implements TokenClient {
  /** `fetch` with the bearer attached, for the API's origins only. Needs no `this`. */
  abstract readonly fetch: typeof fetch;
  /** The current token: at once while one lives, else after one exchange that all callers share. */
  abstract getToken(options?: GetTokenOptions): Promise<AccessToken>;
  /** The API refused *this* token: the next call gets another. Never rejects. */
  abstract invalidate(rejected: AccessToken | string): Promise<void>;
  /** What is known about the token, at once and without I/O. */
  abstract status(): TokenStatus;
  /** Not for you to call: the module closes what it made when the application shuts down. */
  abstract close(): Promise<void>;
  /** The same as `close`. */
  abstract [Symbol.asyncDispose](): PromiseLike<void>;
}
