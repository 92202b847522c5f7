import type { Deadline } from '../concurrency/deadline.ts';
import { configError } from '../errors/config-error.ts';
import { TokenError } from '../errors/token-error.ts';
import type { TokenExchange, TokenIssuer } from './token-issuer.ts';

/**
 * Asks an issuer for its credentials, within the deadline, whatever the user's own function does.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` when it throws or hangs; its own error is not passed on
 */
export async function readCredentials(issuer: TokenIssuer, deadline: Deadline): Promise<TokenExchange> {
  try {
    return await deadline.race((async () => issuer.prepare())());
  } catch (error) {
    if (TokenError.isInstance(error) && error.code !== 'ERR_TOKEN_TIMEOUT') throw error;
    const what = deadline.signal.aborted ? 'did not answer in time' : 'failed';
    throw configError(
      `Reading the credentials ${what}: check the credentials() function given to the issuer.`,
      'credentials',
    );
  }
}
