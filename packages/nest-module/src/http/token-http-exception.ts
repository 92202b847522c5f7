import { HttpException, HttpStatus } from '@nestjs/common';
import type { TokenError } from '@tokenkeep/core';

/** The answer to a request that failed for want of a token. Its body names no origin, code or reason. */
export class TokenHttpException extends HttpException {
  /** For the header `Retry-After`, whole seconds; with a 503 only. `TokenExceptionFilter` sends it. */
  readonly retryAfter: number | undefined;

  constructor(status: HttpStatus, message: string, retryAfter?: number) {
    super(message, status);
    this.retryAfter = retryAfter;
  }
}

/**
 * What a `TokenError` means to whoever called this application: 504 when the token endpoint did not answer in time, 503
 * with `retryAfter` when it is not available for now, 500 when this application is configured wrongly, 502 for the rest.
 */
export function toHttpException(error: TokenError): TokenHttpException {
  const { code, retryAfterMs = 0 } = error;
  if (code === 'ERR_TOKEN_CONFIG') {
    return new TokenHttpException(HttpStatus.INTERNAL_SERVER_ERROR, 'Internal Server Error');
  }
  if (code === 'ERR_TOKEN_TIMEOUT') return new TokenHttpException(HttpStatus.GATEWAY_TIMEOUT, 'Gateway Timeout');
  if (!isUnavailable(error)) return new TokenHttpException(HttpStatus.BAD_GATEWAY, 'Bad Gateway');
  const retryAfter = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return new TokenHttpException(HttpStatus.SERVICE_UNAVAILABLE, 'Service Unavailable', retryAfter);
}

function isUnavailable({ code, status, retryAfterMs }: TokenError): boolean {
  const passing = code === 'ERR_TOKEN_RATE_LIMITED' || code === 'ERR_TOKEN_CLOSED';
  return passing || status === 503 || retryAfterMs !== undefined;
}
