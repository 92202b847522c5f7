import type { Endpoint } from './endpoint.ts';
import { TokenError, type TokenErrorReason } from './token-error.ts';

/** A truncated answer or a missing token may be right the next time; other unusable answers will not. */
const passing: ReadonlySet<TokenErrorReason> = new Set<TokenErrorReason>(['json', 'empty', 'access-token-missing']);

/**
 * The error for a 2xx answer without a usable token. The answer itself is never quoted.
 *
 * @param what came instead of a token
 * @param remedy default: to check the URL
 */
export function responseError(
  reason: TokenErrorReason,
  what: string,
  { origin, names }: Endpoint,
  remedy = `check that ${names.url} is the token server's`,
): TokenError {
  return new TokenError(`Token endpoint answered with ${what} at ${origin}: ${remedy}.`, {
    code: 'ERR_TOKEN_RESPONSE',
    reason,
    origin,
    retryable: passing.has(reason),
  });
}
