import { TokenError, type TokenErrorCode, type TokenErrorFacts } from './token-error.ts';

/** What a code means, what to check, and the statuses that mean it. */
const meanings: readonly (readonly [TokenErrorCode, what: string, check: string, ...statuses: number[]])[] = [
  ['ERR_TOKEN_CREDENTIALS', 'refused the credentials', 'check appId and appSecret (client id and secret)', 401],
  ['ERR_TOKEN_FORBIDDEN', 'forbids these credentials', 'check what the account may do', 403],
  ['ERR_TOKEN_NOT_FOUND', 'does not exist', 'check baseUrl', 404, 405, 410],
  ['ERR_TOKEN_RATE_LIMITED', 'limits the rate', 'share one client and one cache', 429],
  ['ERR_TOKEN_SERVER', 'failed', 'try again later', 408, 425],
  ['ERR_TOKEN_REQUEST', 'refused the request', 'check that issuer and baseUrl fit the server'],
  ['ERR_TOKEN_RESPONSE', 'redirects, which is not followed', 'check baseUrl'],
];

/** The error for an answer whose status is not 2xx. 5xx that nobody lists are the server's fault, other 4xx ours. */
export function statusError(
  status: number,
  origin: string,
  facts: Partial<Pick<TokenErrorFacts, 'code' | 'reason' | 'retryAfterMs'>> = {},
): TokenError {
  const redirect = status < 400;
  const unlisted = status < 500 ? 'ERR_TOKEN_REQUEST' : 'ERR_TOKEN_SERVER';
  const [listed = unlisted] = meanings.find(([, , , ...statuses]) => statuses.includes(status)) ?? [];
  const code = redirect ? 'ERR_TOKEN_RESPONSE' : (facts.code ?? listed);
  const reason = redirect ? 'redirect' : facts.reason;
  const [, what, check] = meanings.find(([meant]) => meant === code) ?? [code, 'failed', 'check the issuer'];
  const detail = reason === undefined ? status : `${status}, ${reason}`;
  const message = `Token endpoint ${what} (HTTP ${detail}) at ${origin}: ${check}.`;
  return new TokenError(message, { ...facts, code, reason, status, origin });
}
