import type { FastifyInstance } from 'fastify';
import { errorCodes } from './error-codes.ts';
import type { FastifyTokenClient } from './fastify-token-client.ts';

/**
 * Adds a client to `app.tokenClient` of this scope: as its own members, or under a namespace.
 *
 * A child scope gets an object of its own above its parent's, so that nothing it adds is seen by parent or siblings.
 *
 * @throws FST_TOKENS_ALREADY_REGISTERED when the scope has, or inherits, such a client
 */
export function addToScope(fastify: FastifyInstance, namespace: string | undefined, client: FastifyTokenClient): void {
  const visible: object | undefined = fastify.hasDecorator('tokenClient') ? fastify.tokenClient : undefined;
  if (visible !== undefined && (namespace ?? 'getToken') in visible) {
    throw errorCodes.FST_TOKENS_ALREADY_REGISTERED(
      namespace === undefined
        ? 'app.tokenClient is registered in this scope or one above: use it, or give this one a namespace.'
        : `app.tokenClient.${namespace} is registered in this scope or one above: use it, or choose another namespace.`,
    );
  }
  const added = namespace === undefined ? client : { [namespace]: client };
  if (visible !== undefined && Object.hasOwn(fastify, 'tokenClient')) {
    Object.assign(visible, added);
    return;
  }
  fastify.decorate('tokenClient', Object.assign(visible === undefined ? {} : Object.create(visible), added));
}
