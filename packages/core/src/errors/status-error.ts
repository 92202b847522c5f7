import type { Endpoint } from './endpoint.ts';
import type { TokenErrorCode } from './meaning.ts';
import { TokenError, type TokenErrorFacts } from './token-error.ts';

type Says = readonly [what: string, remedy: (at: Endpoint) => string];

const says: Readonly<Partial<Record<TokenErrorCode, Says>>> = {
  ERR_TOKEN_CREDENTIALS: [
    'refused the credentials',
    ({ names, hint }) => `check ${names.credentials}${hint === undefined ? '' : `; ${hint}`}`,
  ],
  ERR_TOKEN_FORBIDDEN: ['forbids these credentials', () => 'check what the account may do'],
  ERR_TOKEN_NOT_FOUND: ['does not exist', ({ names }) => `check ${names.url}`],
  ERR_TOKEN_RATE_LIMITED: ['limits the rate', () => 'share one client and one cache'],
  ERR_TOKEN_SERVER: ['failed', () => 'try again later'],
  ERR_TOKEN_REQUEST: ['refused the request', ({ names }) => `check that the issuer and ${names.url} fit the server`],
  ERR_TOKEN_RESPONSE: ['redirects, which is not followed', ({ names }) => `check ${names.url}`],
};

/** What a status means if the body says nothing else. */
const codes: Readonly<Record<number, TokenErrorCode>> = {
  401: 'ERR_TOKEN_CREDENTIALS',
  403: 'ERR_TOKEN_FORBIDDEN',
  404: 'ERR_TOKEN_NOT_FOUND',
  405: 'ERR_TOKEN_NOT_FOUND',
  408: 'ERR_TOKEN_SERVER',
  410: 'ERR_TOKEN_NOT_FOUND',
  425: 'ERR_TOKEN_SERVER',
  429: 'ERR_TOKEN_RATE_LIMITED',
};

/**
 * The error for an answer whose status or body says that there is no token. A 5xx that is not listed counts as the
 * server's failure, everything else as a wrong request.
 *
 * @param facts what the body says, and `Retry-After`
 */
export function statusError(
  status: number,
  at: Endpoint,
  facts: Partial<Pick<TokenErrorFacts, 'code' | 'reason' | 'retryAfterMs'>> = {},
): TokenError {
  // Browsers give 0 for a redirect that is not to be followed.
  const redirect = status === 0 || (status >= 300 && status < 400);
  const listed = codes[status] ?? (status < 500 ? 'ERR_TOKEN_REQUEST' : 'ERR_TOKEN_SERVER');
  const code = redirect ? 'ERR_TOKEN_RESPONSE' : (facts.code ?? listed);
  const reason = redirect ? 'redirect' : facts.reason;
  const [what, remedy]: Says = says[code] ?? ['failed', () => 'check the issuer'];
  const detail = reason === undefined ? status : `${status}, ${reason}`;
  const message = `Token endpoint ${what} (HTTP ${detail}) at ${at.origin}: ${remedy(at)}.`;
  return new TokenError(message, { ...facts, code, reason, status, origin: at.origin });
}
