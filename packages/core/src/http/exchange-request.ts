import type { TokenErrorCode } from '../errors/meaning.ts';
import type { TokenErrorReason } from '../errors/token-error.ts';

/** One HTTP request of an exchange. Its body is JSON, a form, or empty. */
export interface ExchangeRequest {
  /** The absolute URL with its query. Its origin must be the issuer's, or one of its `endpointOrigins`. */
  readonly url: string;
  /** The HTTP method. Default: `POST` with a body, else `GET`. */
  readonly method?: 'GET' | 'POST' | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly json?: unknown;
  /** Names and values; a name may occur several times. */
  readonly form?: readonly (readonly [string, string])[] | undefined;
  /**
   * Says which error a body means, whatever its status. Return fixed words only, never the server's text.
   */
  readonly explain?: ExplainAnswer | undefined;
}

/** @returns the error that the body means, or `undefined` if the status alone decides */
export type ExplainAnswer = (
  status: number,
  body: unknown,
) => { readonly code?: TokenErrorCode; readonly reason?: TokenErrorReason } | undefined;

/** A 2xx answer. */
export interface ExchangeAnswer {
  /** The parsed JSON. */
  readonly body: unknown;
  readonly headers: Headers;
}

/**
 * Sends a request of the exchange and resolves to its 2xx answer. Rejects with a `TokenError` for everything else. It follows
 * no redirect, reads at most 64 KiB and ends at the call's deadline.
 */
export type SendExchange = (request: ExchangeRequest) => Promise<ExchangeAnswer>;
