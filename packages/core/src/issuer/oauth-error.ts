import type { TokenErrorCode } from '../errors/meaning.ts';
import type { ExplainAnswer } from '../http/exchange-request.ts';

/**
 * The words of RFC 6749 §5.2, RFC 8707 §2, RFC 8628 §3.5, and those that servers borrow from §4.1.2.1; and what they
 * mean where the status says that all is well.
 */
const errors = {
  invalid_request: 'ERR_TOKEN_REQUEST',
  invalid_client: 'ERR_TOKEN_CREDENTIALS',
  invalid_grant: 'ERR_TOKEN_REQUEST',
  unauthorized_client: 'ERR_TOKEN_REQUEST',
  unsupported_grant_type: 'ERR_TOKEN_REQUEST',
  invalid_scope: 'ERR_TOKEN_REQUEST',
  invalid_target: 'ERR_TOKEN_REQUEST',
  access_denied: 'ERR_TOKEN_FORBIDDEN',
  slow_down: 'ERR_TOKEN_RATE_LIMITED',
  server_error: 'ERR_TOKEN_SERVER',
  temporarily_unavailable: 'ERR_TOKEN_SERVER',
} as const satisfies Readonly<Record<string, TokenErrorCode>>;

/**
 * The body's `error`, if it is one of the standards' own; `error_description` is the server's text and stays there. The
 * status decides what it is, but for `invalid_client`, and but for a 2xx, under which some servers answer everything.
 */
export const explainOAuthError: ExplainAnswer = (status, body) => {
  const { error: reason }: { error?: unknown } = Object(body);
  if (!isKnown(reason)) return undefined;
  return reason === 'invalid_client' || status < 300 ? { code: errors[reason], reason } : { reason };
};

function isKnown(error: unknown): error is keyof typeof errors {
  return typeof error === 'string' && Object.hasOwn(errors, error);
}
