import { TokenError, type TokenErrorCode, type TokenErrorFacts } from './token-error.ts';

const statuses: Readonly<Record<number, TokenErrorCode>> = {
  401: 'ERR_TOKEN_CREDENTIALS',
  403: 'ERR_TOKEN_FORBIDDEN',
  404: 'ERR_TOKEN_NOT_FOUND',
  405: 'ERR_TOKEN_NOT_FOUND',
  408: 'ERR_TOKEN_SERVER',
  410: 'ERR_TOKEN_NOT_FOUND',
  425: 'ERR_TOKEN_SERVER',
  429: 'ERR_TOKEN_RATE_LIMITED',
};

const texts: Partial<Record<TokenErrorCode, readonly [what: string, remedy: string]>> = {
  ERR_TOKEN_CREDENTIALS: ['refused the credentials', 'check appId and appSecret (client id and secret)'],
  ERR_TOKEN_FORBIDDEN: ['forbids these credentials', 'check what the account may do'],
  ERR_TOKEN_NOT_FOUND: ['does not exist', 'check baseUrl'],
  ERR_TOKEN_RATE_LIMITED: ['limits the rate', 'share one client and one cache'],
  ERR_TOKEN_RESPONSE: ['redirects, which is not followed', 'check baseUrl'],
  ERR_TOKEN_SERVER: ['failed', 'try again later'],
};

/** The error for an answer whose status is not 2xx. 5xx that nobody lists are the server's fault, other 4xx ours. */
export function statusError(
  status: number,
  origin: string,
  facts: Partial<Pick<TokenErrorFacts, 'code' | 'reason' | 'retryAfterMs'>> = {},
): TokenError {
  const redirect = status < 400;
  const code = redirect
    ? 'ERR_TOKEN_RESPONSE'
    : (facts.code ?? statuses[status] ?? (status < 500 ? 'ERR_TOKEN_REQUEST' : 'ERR_TOKEN_SERVER'));
  const reason = redirect ? 'redirect' : facts.reason;
  const [what, remedy] = texts[code] ?? ['refused the request', 'check that issuer and baseUrl fit the server'];
  const detail = reason === undefined ? '' : `, ${reason}`;
  return new TokenError(`Token endpoint ${what} (HTTP ${status}${detail}) at ${origin}: ${remedy}.`, {
    ...facts,
    code,
    reason,
    status,
    origin,
  });
}
