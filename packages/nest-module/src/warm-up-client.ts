import type { Logger } from '@nestjs/common';
import { eventLevel, TokenError, type TokenClient } from '@tokenkeep/core';

/**
 * Gets the first token while the application starts. An issuer that cannot be reached at this moment is a warning.
 *
 * @param call names the registration in the error
 * @throws TokenError for what only a person can mend: credentials that are missing or refused, options that cannot work
 */
export async function warmUpClient(client: TokenClient, call: string, logger: Logger): Promise<void> {
  try {
    await client.getToken();
  } catch (error) {
    if (!TokenError.isInstance(error)) throw error;
    const message = `${call} could not warm up. ${error.message}`;
    if (eventLevel(error) === 'error') throw new TokenError(message, error);
    logger.warn(`${message} The application starts without a token.`);
  }
}
