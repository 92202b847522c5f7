import type { Logger } from '@nestjs/common';
import { TokenError, type TokenClient, type TokenErrorCode } from '@tokenkeep/core';

/** What no waiting mends: the server or the options say no. */
const refusals: ReadonlySet<TokenErrorCode> = new Set<TokenErrorCode>([
  'ERR_TOKEN_CREDENTIALS',
  'ERR_TOKEN_REQUEST',
  'ERR_TOKEN_FORBIDDEN',
  'ERR_TOKEN_NOT_FOUND',
  'ERR_TOKEN_CONFIG',
]);

/**
 * Gets the first token while the application starts. An issuer that cannot be reached at this moment is a warning.
 *
 * @param call names the registration in the error
 * @throws TokenError when the issuer refuses, or the options cannot work
 */
export async function warmUpClient(client: TokenClient, call: string, logger: Logger): Promise<void> {
  try {
    await client.getToken();
  } catch (error) {
    if (!TokenError.isInstance(error)) throw error;
    const { code, reason, status, retryable, origin } = error;
    const message = `${call} could not warm up. ${error.message}`;
    if (refusals.has(code)) throw new TokenError(message, { code, reason, status, retryable, origin });
    logger.warn(`${message} The application starts without a token.`);
  }
}
