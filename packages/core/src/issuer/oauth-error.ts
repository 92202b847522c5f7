import type { ExplainAnswer } from '../http/exchange-request.ts';

/** RFC 6749 §5.2, RFC 8707 §2, RFC 8628 §3.5, and the two that servers borrow from §4.1.2.1. */
const errors = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
  'access_denied',
  'slow_down',
  'server_error',
  'temporarily_unavailable',
] as const;

/** The body's `error`, if it is one of the standards' own; `error_description` is the server's text and stays there. */
export const explainOAuthError: ExplainAnswer = (_status, body) => {
  const { error }: { error?: unknown } = Object(body);
  const reason = errors.find((known) => known === error);
  if (reason === undefined) return undefined;
  return reason === 'invalid_client' ? { code: 'ERR_TOKEN_CREDENTIALS', reason } : { reason };
};
