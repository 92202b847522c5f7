import type { Deadline } from '../concurrency/deadline.ts';
import { configError } from '../errors/config-error.ts';
import { TokenError } from '../errors/token-error.ts';
import type { TokenExchange, TokenIssuer } from './token-issuer.ts';

/**
 * Asks an issuer for its credentials, within the deadline, whatever the user's own function does.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` when it throws, hangs or gives something else; its own error is not passed on
 */
export async function readCredentials(issuer: TokenIssuer, deadline: Deadline): Promise<TokenExchange> {
  try {
    const prepared = await deadline.race((async () => issuer.prepare())());
    if (isComplete(prepared)) return prepared;
    throw configError('prepare() of the issuer must give identity, secret and exchange: correct it.');
  } catch (error) {
    // A closed client gives its own error to all who wait.
    const { aborted, reason } = deadline.signal;
    if (aborted && TokenError.isInstance(reason) && reason.code === 'ERR_TOKEN_CLOSED') throw reason;
    // Any other is that of a service behind the function, not of the issuer.
    if (TokenError.isInstance(error) && error.code === 'ERR_TOKEN_CONFIG') throw error;
    const what = aborted ? 'did not answer in time' : 'failed';
    throw configError(
      `Reading the credentials ${what}: check the credentials() function given to the issuer.`,
      'credentials',
    );
  }
}

function isComplete(prepared: Partial<TokenExchange> | undefined): boolean {
  const { identity, secret, exchange } = Object(prepared);
  return Array.isArray(identity) && (secret === undefined || typeof secret?.equals === 'function') && typeof exchange === 'function';
}
