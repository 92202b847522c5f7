import { TokenError, type TokenErrorCode } from './token-error.ts';

const codes: Readonly<Record<number, TokenErrorCode>> = {
  400: 'ERR_TOKEN_REQUEST',
  401: 'ERR_TOKEN_CREDENTIALS',
  403: 'ERR_TOKEN_FORBIDDEN',
  404: 'ERR_TOKEN_NOT_FOUND',
  405: 'ERR_TOKEN_NOT_FOUND',
  408: 'ERR_TOKEN_SERVER',
  410: 'ERR_TOKEN_NOT_FOUND',
  413: 'ERR_TOKEN_REQUEST',
  415: 'ERR_TOKEN_REQUEST',
  422: 'ERR_TOKEN_REQUEST',
  425: 'ERR_TOKEN_SERVER',
  429: 'ERR_TOKEN_RATE_LIMITED',
};

const texts: Partial<Record<TokenErrorCode, readonly [what: string, remedy: string]>> = {
  ERR_TOKEN_CREDENTIALS: ['refused the credentials', 'check the client id and secret (appId and appSecret).'],
  ERR_TOKEN_REQUEST: ['refused the request', 'check that the base URL and issuer fit this server.'],
  ERR_TOKEN_FORBIDDEN: ['forbids these credentials', 'check what the account may do, and IP allow-lists.'],
  ERR_TOKEN_NOT_FOUND: ['was not found', 'check baseUrl (tokenUrl).'],
  ERR_TOKEN_RATE_LIMITED: ['limits the rate', 'ask less often; share one client and one cache.'],
  ERR_TOKEN_SERVER: ['failed', 'try again later; the fault is on the server.'],
};

/** The error for an answer whose status is not 2xx, by the table of FAULTS.md. */
export function statusError(
  status: number,
  origin: string,
  facts: {
    readonly code?: TokenErrorCode | undefined;
    readonly reason?: string | undefined;
    readonly retryAfterMs?: number | undefined;
  } = {},
): TokenError {
  if (status < 400) {
    return new TokenError(
      `Token endpoint at ${origin} answered with a redirect (HTTP ${status}), which is never followed: check baseUrl (tokenUrl).`,
      { code: 'ERR_TOKEN_RESPONSE', reason: 'redirect', status, origin },
    );
  }
  const code = facts.code ?? codes[status] ?? (status >= 500 ? 'ERR_TOKEN_SERVER' : 'ERR_TOKEN_REQUEST');
  const [what, remedy] = texts[code] ?? ['failed', 'check the issuer.'];
  const { reason, retryAfterMs } = facts;
  const detail = reason === undefined ? `HTTP ${status}` : `HTTP ${status}, ${reason}`;
  return new TokenError(`Token endpoint ${what} (${detail}) at ${origin}: ${remedy}`, {
    code,
    status,
    origin,
    reason,
    retryAfterMs,
  });
}
