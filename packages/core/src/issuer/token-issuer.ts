import type { OptionNames } from '../errors/endpoint.ts';
import type { SendExchange } from '../http/exchange-request.ts';
import type { TokenGrant } from '../token/parse-token-response.ts';
import type { Secret } from '../token/secret.ts';

/** The credentials of this moment, and how to exchange them. */
export interface TokenExchange {
  /** Everything that decides which token comes back: kind, URL, client id, scope, audience. No secret. Part of the cache key. */
  readonly identity: readonly string[];
  /** The keys for cache entries are derived from it. `undefined` if there is no stable secret: then no cache is used. */
  readonly secret: Secret | undefined;
  /** What looks wrong about the credentials, for the error message when they are refused. Never a value. */
  readonly hint?: string | undefined;
  /** Exchanges the credentials for a token: one HTTP call, or two if the endpoint has to be found first. */
  exchange(send: SendExchange): Promise<TokenGrant>;
}

/** Headers that carry a token to the API. */
export type PresentedToken = Readonly<Record<string, string>>;

/**
 * How to exchange credentials with one kind of server, and how its token is sent to the API. The client does the rest:
 * freshness, retries, sharing and deadlines. The properties must not change.
 */
export interface TokenIssuer {
  /** The origin that the secret is sent to. It is read at each use, so it may come from the environment. */
  readonly origin: string;
  /** Other origins that an exchange may go to, for a token endpoint that is named by metadata. Default: none. */
  readonly endpointOrigins?: readonly string[] | undefined;
  /** The origins of the API that the tokens are for: the default of the client's `apiOrigins`. */
  readonly apiOrigins: readonly string[];
  /** The base of a path given to `fetch`, without a slash at its end. Default: the API's origin, if there is only one. */
  readonly apiBaseUrl?: string | undefined;
  /** Whether its origins may be plain http to another machine. Default: false. */
  readonly allowInsecure?: boolean | undefined;
  /** How error messages name its options. */
  readonly optionNames?: OptionNames | undefined;
  /** Reads the credentials. Called before each exchange, so that a rotated secret needs no restart. */
  prepare(): TokenExchange | Promise<TokenExchange>;
  /**
   * Returns the headers that carry the token to the API. Default: `Authorization: Bearer`.
   *
   * @param request the method and URL of the request to the API
   */
  present?(
    accessToken: string,
    request: { readonly method: string; readonly url: string },
  ): PresentedToken | Promise<PresentedToken>;
}
