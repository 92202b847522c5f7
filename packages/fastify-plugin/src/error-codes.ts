import createError, { type FastifyErrorConstructor } from '@fastify/error';

type Failed<Code extends string, StatusCode extends number> = FastifyErrorConstructor<{
  code: Code;
  statusCode: StatusCode;
}>;

/** Every error this package makes, by its code. Compare `error.code`, or use `instanceof` with these. */
export const errorCodes: {
  /** The token endpoint refused, could not be reached or answered nonsense. */
  readonly FST_TOKENS_BAD_GATEWAY: Failed<'FST_TOKENS_BAD_GATEWAY', 502>;
  /** The token endpoint wants to be left alone, or the app is closing; comes with `Retry-After`. */
  readonly FST_TOKENS_UNAVAILABLE: Failed<'FST_TOKENS_UNAVAILABLE', 503>;
  /** No token within `timeoutMs`. */
  readonly FST_TOKENS_TIMEOUT: Failed<'FST_TOKENS_TIMEOUT', 504>;
  /** A mistake in the program or its environment, found at a call: see `cause`. */
  readonly FST_TOKENS_CONFIG: Failed<'FST_TOKENS_CONFIG', 500>;
  /** At boot: an option of the plugin cannot work. */
  readonly FST_TOKENS_INVALID_OPTION: Failed<'FST_TOKENS_INVALID_OPTION', 500>;
  /** At boot: this scope, or one above it, has such a client already. */
  readonly FST_TOKENS_ALREADY_REGISTERED: Failed<'FST_TOKENS_ALREADY_REGISTERED', 500>;
} = {
  // The first four reach whoever called the route: they say nothing about what stands behind it.
  FST_TOKENS_BAD_GATEWAY: createError('FST_TOKENS_BAD_GATEWAY', 'An upstream service refused or failed.', 502),
  FST_TOKENS_UNAVAILABLE: createError('FST_TOKENS_UNAVAILABLE', 'An upstream service is not available.', 503),
  FST_TOKENS_TIMEOUT: createError('FST_TOKENS_TIMEOUT', 'An upstream service did not answer in time.', 504),
  FST_TOKENS_CONFIG: createError('FST_TOKENS_CONFIG', 'An upstream service is not set up.', 500),
  FST_TOKENS_INVALID_OPTION: createError('FST_TOKENS_INVALID_OPTION', '%s', 500),
  FST_TOKENS_ALREADY_REGISTERED: createError('FST_TOKENS_ALREADY_REGISTERED', '%s', 500),
};
