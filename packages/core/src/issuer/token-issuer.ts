import type { TokenErrorCode } from '../errors/token-error.ts';
import type { TokenGrant } from '../token/parse-token-response.ts';
import type { Secret } from '../token/secret.ts';

/** A POST with its body as JSON or as a form; without either a GET, for metadata. */
export interface ExchangeRequest {
  /** Absolute; its origin must be the issuer's. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the body of a 4xx or 5xx says beyond its status. Return words of a fixed set only, never the server's text. */
  readonly explain?: (
    status: number,
    body: unknown,
  ) => { readonly code?: TokenErrorCode; readonly reason?: string } | undefined;
  readonly json?: unknown;
  /** Names and values; a name may come twice. */
  readonly form?: readonly (readonly [string, string])[];
}

/**
 * Sends the exchange and resolves to the JSON of a 2xx answer; rejects with a `TokenError` for everything else.
 * It follows no redirect, reads at most 64 KiB and ends at the deadline of the call.
 */
export type SendExchange = (request: ExchangeRequest) => Promise<unknown>;

/** Credentials as they are at this moment, and what can be done with them. */
export interface TokenExchange {
  /** What tells this token from others: kind, client id, scope, audience. No secret. Part of the cache key. */
  readonly identity: readonly string[];
  /** The secret; the keys that seal the cache are derived from it. */
  readonly secret: Secret;
  /** One HTTP call that turns the credentials into a token. */
  exchange(send: SendExchange): Promise<TokenGrant>;
}

/**
 * Knows how to exchange credentials with one kind of server, and nothing else: freshness, retries, sharing and
 * deadlines are the client's.
 */
export interface TokenIssuer {
  /** The one origin that the secret is sent to. Read at each use, so it may come from the environment. */
  readonly origin: string;
  /** The origins that its tokens are for; default of the client's `apiOrigins`. */
  readonly apiOrigins: readonly string[];
  /** Whether `origin` may be plain http to another machine. Default: no. */
  readonly allowInsecure?: boolean;
  /** Reads the credentials, anew before each exchange, so that a rotated secret needs no restart. */
  prepare(): TokenExchange | Promise<TokenExchange>;
}
