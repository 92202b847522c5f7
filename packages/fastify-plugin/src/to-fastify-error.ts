import { TokenError } from '@tokenkeep/core';
import { errorCodes } from './error-codes.ts';

/**
 * Turns a `TokenError` into an error that Fastify's own error handler answers rightly. What went wrong is in its
 * `cause`, which reaches the log and no response. Anything else, such as a caller's abort, stays as it is.
 */
export function toFastifyError(error: unknown): unknown {
  if (!TokenError.isInstance(error)) return error;
  const cause = { cause: error };
  if (error.code === 'ERR_TOKEN_CONFIG') return errorCodes.FST_TOKENS_CONFIG(cause);
  if (error.code === 'ERR_TOKEN_TIMEOUT') return errorCodes.FST_TOKENS_TIMEOUT(cause);
  if (!isPassing(error)) return errorCodes.FST_TOKENS_BAD_GATEWAY(cause);
  const seconds = Math.max(1, Math.ceil((error.retryAfterMs ?? 0) / 1000));
  // Fastify's error handler copies `headers` of an error into the reply.
  return Object.assign(errorCodes.FST_TOKENS_UNAVAILABLE(cause), { headers: { 'retry-after': String(seconds) } });
}

function isPassing({ code, status, retryAfterMs }: TokenError): boolean {
  return (
    code === 'ERR_TOKEN_RATE_LIMITED' || code === 'ERR_TOKEN_CLOSED' || status === 503 || retryAfterMs !== undefined
  );
}
