import type { TokenErrorCode } from '../errors/meaning.ts';
import type { TokenErrorReason } from '../errors/token-error.ts';

/** One HTTP request of an exchange: its body as JSON or as a form, or neither. */
export interface ExchangeRequest {
  /** Absolute, with its query; its origin must be the issuer's, or one of its `endpointOrigins`. */
  readonly url: string;
  /** Default: POST with a body, else GET. */
  readonly method?: 'GET' | 'POST' | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly json?: unknown;
  /** Names and values; a name may come twice. */
  readonly form?: readonly (readonly [string, string])[] | undefined;
  /**
   * What a body says that is an error, whatever its status. Return words of a fixed set only, never the server's text.
   */
  readonly explain?: ExplainAnswer | undefined;
}

/** @returns what the body says, or `undefined` when the status stands for itself */
export type ExplainAnswer = (
  status: number,
  body: unknown,
) => { readonly code?: TokenErrorCode; readonly reason?: TokenErrorReason } | undefined;

/** A 2xx answer. */
export interface ExchangeAnswer {
  /** Its JSON. */
  readonly body: unknown;
  readonly headers: Headers;
}

/**
 * Sends a request of the exchange and resolves to its 2xx answer; rejects with a `TokenError` for everything else. It
 * follows no redirect, reads at most 64 KiB and ends at the deadline of the call.
 */
export type SendExchange = (request: ExchangeRequest) => Promise<ExchangeAnswer>;
