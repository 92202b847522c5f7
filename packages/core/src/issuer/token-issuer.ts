import type { OptionNames } from '../errors/endpoint.ts';
import type { SendExchange } from '../http/exchange-request.ts';
import type { TokenGrant } from '../token/parse-token-response.ts';
import type { Secret } from '../token/secret.ts';

/** Credentials as they are at this moment, and what can be done with them. */
export interface TokenExchange {
  /** All that decides which token comes back: kind, URL, client id, scope, audience. No secret. Part of the cache key. */
  readonly identity: readonly string[];
  /** The keys that seal the cache are derived from it. `undefined` where nothing stable can seal: no cache is used. */
  readonly secret: Secret | undefined;
  /** Something that looks odd about the credentials, to be said when they are refused. Never a value. */
  readonly hint?: string | undefined;
  /** Turns the credentials into a token: one HTTP call, or two where the endpoint has to be found first. */
  exchange(send: SendExchange): Promise<TokenGrant>;
}

/** Headers that present a token. */
export type PresentedToken = Readonly<Record<string, string>>;

/**
 * Knows how to exchange credentials with one kind of server and how its token is presented to the API, and nothing else:
 * freshness, retries, sharing and deadlines are the client's. It never changes what it says of itself.
 */
export interface TokenIssuer {
  /** The origin that the secret is sent to. Read at each use, so it may come from the environment. */
  readonly origin: string;
  /** Further origins that an exchange may go to, by name: a token endpoint that its metadata name. Default: none. */
  readonly endpointOrigins?: readonly string[] | undefined;
  /** The origins that its tokens are for; default of the client's `apiOrigins`. */
  readonly apiOrigins: readonly string[];
  /** What a relative URL of `fetch` resolves against, without a slash at its end. Default: the one API origin. */
  readonly apiBaseUrl?: string | undefined;
  /** Whether its origins may be plain http to another machine. Default: no. */
  readonly allowInsecure?: boolean | undefined;
  /** What its options are called, for the remedies of errors. */
  readonly optionNames?: OptionNames | undefined;
  /** Reads the credentials, anew before each exchange, so that a rotated secret needs no restart. */
  prepare(): TokenExchange | Promise<TokenExchange>;
  /**
   * The headers by which the API takes the token. Default: `Authorization: Bearer`.
   *
   * @param request where it goes, as it is sent
   */
  present?(
    accessToken: string,
    request: { readonly method: string; readonly url: string },
  ): PresentedToken | Promise<PresentedToken>;
}
