import type { TokenError } from '../errors/token-error.ts';

/**
 * How long to wait before the next attempt inside one call, or `undefined` for none: at most 2 retries, 1 for an answer
 * that is no token. The server's own `Retry-After` wins; else about 200 ms, then about 600 ms.
 *
 * Why: docs/why.md#retries
 *
 * @param retries how many there have been
 * @param random 0 to 1, spreads the wait by half in either direction
 */
export function retryDelayMs(error: TokenError, retries: number, random: number): number | undefined {
  if (!error.retryable) return undefined;
  if (retries >= (error.code === 'ERR_TOKEN_RESPONSE' ? 1 : 2)) return undefined;
  return error.retryAfterMs ?? 200 * 3 ** retries * (0.5 + random);
}
