import { Catch, Logger, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { TokenError } from '@tokenkeep/core';
import { TokenHttpException, toHttpException } from './token-http-exception.ts';

/** Matches the `TokenError` of any copy of core, where `instanceof` alone fails. */
class AnyTokenError {
  static [Symbol.hasInstance](value: unknown): boolean {
    return TokenError.isInstance(value);
  }
}

/**
 * Answers a request that failed with a `TokenError` by `toHttpException`, with the header `Retry-After`, and logs why.
 * Opt in by `{ provide: APP_FILTER, useClass: TokenExceptionFilter }` or `@UseFilters(TokenExceptionFilter)`. Outside of
 * HTTP it throws the error again.
 */
export class TokenExceptionFilter extends BaseExceptionFilter<TokenError | TokenHttpException> {
  private readonly logger = new Logger('TokenModule');

  override catch(exception: TokenError | TokenHttpException, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw exception;
    const answer = TokenError.isInstance(exception) ? toHttpException(exception) : exception;
    if (TokenError.isInstance(exception)) this.report(exception);
    const adapter = this.applicationRef ?? this.httpAdapterHost?.httpAdapter;
    const response: unknown = host.switchToHttp().getResponse();
    if (answer.retryAfter !== undefined && adapter?.isHeadersSent(response) === false) {
      adapter.setHeader(response, 'Retry-After', `${answer.retryAfter}`);
    }
    super.catch(answer, host);
  }

  private report({ code, message }: TokenError): void {
    this.logger[code === 'ERR_TOKEN_CONFIG' ? 'error' : 'warn'](`${message} (${code})`);
  }
}
Catch(AnyTokenError, TokenHttpException)(TokenExceptionFilter);
