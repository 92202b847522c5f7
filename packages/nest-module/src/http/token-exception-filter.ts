import { Catch, Logger, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { eventLevel, isUnreachable, TokenError } from '@tokenkeep/core';
import { throwError, type Observable } from 'rxjs';
import { responseAdapter } from './response-adapter.ts';
import { sendToSocket, type GatewayClient } from './send-to-socket.ts';
import { TokenHttpException, toHttpException } from './token-http-exception.ts';

/** Matches the `TokenError` of any copy of core, where `instanceof` alone fails, and a `fetch` that reached no server. */
class Failure {
  static [Symbol.hasInstance](value: unknown): boolean {
    return TokenError.isInstance(value) || isUnreachable(value);
  }
}

/**
 * Answers a request that failed with a `TokenError` as `toHttpException` says, with the header `Retry-After`, and logs the
 * details. If `fetch` did not reach the API, the answer is 502. Switch it on with
 * `{ provide: APP_FILTER, useClass: TokenExceptionFilter }` or `@UseFilters(TokenExceptionFilter)`.
 *
 * A message to a microservice or a gateway is answered with `{ status: 'error', message }`. Elsewhere, as in GraphQL, the
 * exception of `toHttpException` is thrown instead of the error, so that origin, code and reason are only in the log.
 */
export class TokenExceptionFilter extends BaseExceptionFilter<Error> {
  private readonly logger = new Logger('TokenModule');

  override catch(exception: Error, host: ArgumentsHost): void | Observable<never> {
    const type: string = host.getType();
    const answer = exception instanceof TokenHttpException ? exception : toHttpException(exception);
    if (answer !== exception) this.report(exception);
    if (!['http', 'rpc', 'ws'].includes(type)) throw answer;
    const data = { status: 'error', message: answer.message };
    // Nest waits for a stream here: what is thrown would answer nobody, and end the process in a gateway of Nest 11.
    if (type === 'rpc') return throwError(() => data);
    if (type === 'ws') return sendToSocket(host.switchToWs().getClient<GatewayClient>(), 'exception', data);
    this.answer(answer, host.switchToHttp().getResponse());
  }

  private answer(answer: TokenHttpException, response: unknown): void {
    const adapter = this.applicationRef ?? this.httpAdapterHost?.httpAdapter ?? responseAdapter;
    if (adapter.isHeadersSent(response)) return void adapter.end(response);
    const { message, retryAfter } = answer;
    const statusCode = answer.getStatus();
    if (retryAfter !== undefined) adapter.setHeader(response, 'Retry-After', `${retryAfter}`);
    adapter.reply(response, { statusCode, message }, statusCode);
  }

  private report(error: Error): void {
    if (TokenError.isInstance(error)) {
      this.logger[eventLevel(error) === 'error' ? 'error' : 'warn'](`${error.message} (${error.code})`);
      return;
    }
    // By name, since the messages of some implementations quote the whole URL; the stack of undici's says nothing.
    const { code = error.name, hostname, address = hostname, port }: Record<string, unknown> = Object(error.cause);
    const at = [address, port].filter((fact) => fact !== undefined).join(':');
    this.logger.warn(`API not reached${at && ` at ${at}`} (${code}).`);
  }
}
Catch(Failure, TokenHttpException)(TokenExceptionFilter);
