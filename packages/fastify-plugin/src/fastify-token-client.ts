import { gatewayAnswer, isUnreachable, TokenError, type AccessToken, type TokenClient } from '@tokenkeep/core';
import { errorCodes } from './error-codes.ts';

/**
 * What a route uses: `app.tokenClient`, or one of its namespaces. The members are those of core's `TokenClient`, but
 * for `close`, which is the app's business; they reject with `FST_TOKENS_*` errors that carry a `statusCode`.
 */
export type FastifyTokenClient = Pick<
  TokenClient,
  'getToken' | 'fetch' | 'invalidate' | 'status' | 'apiOrigins' | 'apiBaseUrl'
>;

declare module 'fastify' {
  /** Extend it with the namespaces you register: `interface FastifyTokenNamespaces { sales: FastifyTokenClient }`. */
  interface FastifyTokenNamespaces {}

  interface FastifyInstance {
    /** Hands out API access tokens. */
    tokenClient: FastifyTokenClient & FastifyTokenNamespaces;
  }
}

/** Puts a client into Fastify's terms. The result keeps no `this` and shows no token when logged. */
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
 * Turns a `TokenError` into an error that Fastify's own error handler answers as core's `gatewayAnswer` says, and an API
 * out of reach into a 502. What went wrong is in its `cause`, which reaches the log and no response. Anything else, such
 * as a caller's abort, stays as it is.
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
