import { gatewayAnswer, isUnreachable, TokenError, type AccessToken, type TokenClient } from '@tokenkeep/core';
import { errorCodes } from './error-codes.ts';

/**
 * The client at `app.tokenClient`, or at one of its namespaces: core's `TokenClient` without `close`, since the app closes it.
 * Its methods reject with `FST_TOKENS_*` errors that have a `statusCode`.
 */
export type FastifyTokenClient = Pick<
  TokenClient,
  'getToken' | 'fetch' | 'invalidate' | 'status' | 'apiOrigins' | 'apiBaseUrl'
>;

declare module 'fastify' {
  /** Extend it with the namespaces you register: `interface FastifyTokenNamespaces { sales: FastifyTokenClient }`. */
  interface FastifyTokenNamespaces {}

  interface FastifyInstance {
    /** Gets API access tokens, and calls the API with them. */
    tokenClient: FastifyTokenClient & FastifyTokenNamespaces;
  }
}

/** Wraps a client so that it rejects with Fastify's errors. The result needs no `this`, and logging it shows no token. */
export function fastifyTokenClient(client: TokenClient): FastifyTokenClient {
  // While its token is fresh the client answers with one and the same promise: no need to wrap it at every call.
  let answer: Promise<AccessToken> | undefined;
  let wrapped: Promise<AccessToken> | undefined;
  return {
    getToken(options) {
      const latest = client.getToken(options);
      if (latest !== answer || wrapped === undefined) {
        answer = latest;
        wrapped = latest.catch(rethrow);
      }
      return wrapped;
    },
    fetch: (...args) => client.fetch(...args).catch(rethrow),
    invalidate: (rejected) => client.invalidate(rejected),
    status: () => client.status(),
    get apiOrigins() {
      return client.apiOrigins;
    },
    get apiBaseUrl() {
      return client.apiBaseUrl;
    },
  };
}

/**
 * Turns a `TokenError` into an error that Fastify's own error handler answers as core's `gatewayAnswer` says, and an API that
 * was not reached into a 502. The `cause` has the details; it gets into the log but into no response. Anything else, such as
 * a caller's abort, is not changed.
 */
function rethrow(error: unknown): never {
  const cause = { cause: error };
  if (isUnreachable(error)) throw errorCodes.FST_TOKENS_BAD_GATEWAY(cause);
  if (!TokenError.isInstance(error)) throw error;
  const { status, retryAfterS } = gatewayAnswer(error);
  switch (status) {
    case 500:
      throw errorCodes.FST_TOKENS_CONFIG(cause);
    case 502:
      throw errorCodes.FST_TOKENS_BAD_GATEWAY(cause);
    case 503:
      // Fastify's error handler copies `headers` of an error into the reply.
      throw Object.assign(errorCodes.FST_TOKENS_UNAVAILABLE(cause), { headers: { 'retry-after': `${retryAfterS}` } });
    case 504:
      throw errorCodes.FST_TOKENS_TIMEOUT(cause);
  }
}
