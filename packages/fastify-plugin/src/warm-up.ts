import { TokenError, type TokenClient } from '@tokenkeep/core';
import { errorCodes } from './error-codes.ts';

/**
 * Gets the first token while the app boots.
 *
 * @param pluginTimeoutMs how long Fastify waits for a plugin; 0: for ever. Past it, Fastify's own error would say less.
 * @throws FST_TOKENS_WARM_UP saying why there is none, with the `TokenError` as `cause`
 */
export async function warmUpClient(client: TokenClient, pluginTimeoutMs: number): Promise<void> {
  const limitMs = Math.floor(pluginTimeoutMs * 0.9);
  const signal = limitMs > 0 ? AbortSignal.timeout(limitMs) : undefined;
  try {
    await client.getToken({ signal });
  } catch (error) {
    throw errorCodes.FST_TOKENS_WARM_UP(`warmUp got no token: ${reasonOf(error, signal, limitMs)}`, { cause: error });
  }
}

function reasonOf(error: unknown, signal: AbortSignal | undefined, limitMs: number): string {
  if (TokenError.isInstance(error)) return error.message;
  if (signal?.aborted !== true) return 'see the cause.';
  return `none came within ${limitMs} ms, check that the token endpoint answers, or raise pluginTimeout.`;
}
