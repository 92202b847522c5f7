import { TokenError, type TokenClient, type TokenIssuer } from '@tokenkeep/core';
import { errorCodes } from './error-codes.ts';

interface WarmUp {
  /** What the error begins with. */
  readonly name: string;
  /** Whom the client asks, where that is known. */
  readonly issuer: TokenIssuer | undefined;
  /** How long Fastify waits for a plugin; 0: for ever. Past it, Fastify's own error would say less. */
  readonly pluginTimeoutMs: number;
}

/**
 * Gets the first token while the app boots.
 *
 * @throws FST_TOKENS_WARM_UP saying which client has none and why, with the `TokenError` as `cause`
 */
export async function warmUpClient(client: TokenClient, { name, issuer, pluginTimeoutMs }: WarmUp): Promise<void> {
  const limitMs = Math.floor(pluginTimeoutMs * 0.9);
  const signal = limitMs > 0 ? AbortSignal.timeout(limitMs) : undefined;
  try {
    await client.getToken({ signal });
  } catch (error) {
    const reason = signal?.aborted === true ? lateness(limitMs, issuer) : 'see the cause.';
    const message = TokenError.isInstance(error) ? error.message : reason;
    throw errorCodes.FST_TOKENS_WARM_UP(`${name}: warmUp got no token: ${message}`, { cause: error });
  }
}

function lateness(limitMs: number, issuer: TokenIssuer | undefined): string {
  const from = issuer === undefined ? '' : ` from ${issuer.origin}`;
  return `none came within ${limitMs} ms${from}, check that the token endpoint answers, or raise pluginTimeout.`;
}
