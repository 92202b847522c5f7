import type { AccessToken, TokenClient } from '@tokenkeep/core';
import { toFastifyError } from './to-fastify-error.ts';

/**
 * What a route uses: `app.tokenClient`, or one of its namespaces. The members are those of core's `TokenClient`, but
 * for `close`, which is the app's business; they reject with `FST_TOKENS_*` errors that carry a `statusCode`.
 */
export type FastifyTokenClient = Pick<TokenClient, 'getToken' | 'fetch' | 'invalidate' | 'status'>;

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
  };
}

function rethrow(error: unknown): never {
  throw toFastifyError(error);
}
