import { HttpException } from '@nestjs/common';
import { gatewayAnswer, TokenError, type GatewayAnswer } from '@tokenkeep/core';

/** The answer to a request that failed for want of a token, or of the API. Its body names no origin, code or reason. */
export class TokenHttpException extends HttpException {
  /** For the header `Retry-After`, whole seconds; with a 503 only. `TokenExceptionFilter` sends it. */
  readonly retryAfter: number | undefined;

  constructor(status: GatewayAnswer['status'], message: string, retryAfter?: number) {
    // An object, since Nest's driver for Apollo passes over an exception whose response has no statusCode.
    super({ statusCode: status, message }, status);
    this.retryAfter = retryAfter;
  }
}

const phrases: Readonly<Record<GatewayAnswer['status'], string>> = {
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/**
 * What a `TokenError` means to whoever called this application, by core's `gatewayAnswer`; 502 for an API out of reach,
 * which is any other error.
 */
export function toHttpException(error: Error): TokenHttpException {
  const outOfReach: GatewayAnswer = { status: 502 };
  const { status, retryAfterS } = TokenError.isInstance(error) ? gatewayAnswer(error) : outOfReach;
  return new TokenHttpException(status, phrases[status], retryAfterS);
}
