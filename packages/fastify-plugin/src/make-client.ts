import { createTokenClient, TokenError, type TokenClient, type TokenClientOptions } from '@tokenkeep/core';

/** Core's `createTokenClient`. @throws TokenError `ERR_TOKEN_CONFIG` that begins with the registration's name */
export function makeClient(name: string, options: TokenClientOptions): TokenClient {
  try {
    return createTokenClient(options);
  } catch (error) {
    if (!TokenError.isInstance(error)) throw error;
    throw new TokenError(`${name}: ${error.message}`, error);
  }
}
