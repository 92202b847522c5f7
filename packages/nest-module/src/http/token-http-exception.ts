import { HttpException } from '@nestjs/common';
import { gatewayAnswer, TokenError, type GatewayAnswer } from '@tokenkeep/core';

/** The answer to a request that failed because there was no token or no API. Its body names no origin, code or reason. */
export class TokenHttpException extends HttpException {
  /** For the header `Retry-After`, in whole seconds. Only with a 503. `TokenExceptionFilter` sends it. */
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
 * The answer for whoever called this application: for a `TokenError` what core's `gatewayAnswer` says, for any other error
 * 502, as for an API that was not reached.
 */
export function toHttpException(error: Error): TokenHttpException {
  const outOfReach: GatewayAnswer = { status: 502 };
  const { status, retryAfterS } = TokenError.isInstance(error) ? gatewayAnswer(error) : outOfReach;
  return new TokenHttpException(status, phrases[status], retryAfterS);
}
