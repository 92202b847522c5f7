import createError, { type FastifyErrorConstructor } from '@fastify/error';

type ErrorConstructor<Code extends string, StatusCode extends number> = FastifyErrorConstructor<{
  code: Code;
  statusCode: StatusCode;
  /** What Fastify's error handler copies into the reply. */
  headers?: { 'retry-after': string };
}>;

/**
 * Every error that this package makes, by its code. The first four come out of a call and end up in a response, so
 * their messages say nothing of what stands behind the app; the `cause`, a `TokenError`, does. The rest fail the boot.
 * The first four have no full stop, since Fastify's log puts `: ` and the cause behind them.
 */
export const errorCodes: {
  /** The token endpoint refused, failed, answered nonsense or could not be reached; or the API could not. */
  readonly FST_TOKENS_BAD_GATEWAY: ErrorConstructor<'FST_TOKENS_BAD_GATEWAY', 502>;
  /** The token endpoint asks to be left alone, or the client is closed. Its `headers` say when to come back. */
  readonly FST_TOKENS_UNAVAILABLE: ErrorConstructor<'FST_TOKENS_UNAVAILABLE', 503>;
  /** No token within `timeoutMs`. */
  readonly FST_TOKENS_TIMEOUT: ErrorConstructor<'FST_TOKENS_TIMEOUT', 504>;
  /** A mistake in the program or its environment that only a call could find. */
  readonly FST_TOKENS_CONFIG: ErrorConstructor<'FST_TOKENS_CONFIG', 500>;
  /** An option of the plugin cannot work. The message names it and the remedy. */
  readonly FST_TOKENS_INVALID_OPTION: ErrorConstructor<'FST_TOKENS_INVALID_OPTION', 500>;
  /** The name is taken: in this scope, one above or one below. */
  readonly FST_TOKENS_ALREADY_REGISTERED: ErrorConstructor<'FST_TOKENS_ALREADY_REGISTERED', 500>;
  /** `warmUp` was asked for, and only a person can mend why there is no token. */
  readonly FST_TOKENS_WARM_UP: ErrorConstructor<'FST_TOKENS_WARM_UP', 500>;
} = {
  FST_TOKENS_BAD_GATEWAY: createError('FST_TOKENS_BAD_GATEWAY', 'An upstream service refused or failed', 502),
  FST_TOKENS_UNAVAILABLE: createError('FST_TOKENS_UNAVAILABLE', 'An upstream service is not available', 503),
  FST_TOKENS_TIMEOUT: createError('FST_TOKENS_TIMEOUT', 'An upstream service did not answer in time', 504),
  FST_TOKENS_CONFIG: createError('FST_TOKENS_CONFIG', 'An upstream service is not set up', 500),
  FST_TOKENS_INVALID_OPTION: createError('FST_TOKENS_INVALID_OPTION', '%s', 500),
  FST_TOKENS_ALREADY_REGISTERED: createError('FST_TOKENS_ALREADY_REGISTERED', '%s', 500),
  FST_TOKENS_WARM_UP: createError('FST_TOKENS_WARM_UP', '%s', 500),
};
