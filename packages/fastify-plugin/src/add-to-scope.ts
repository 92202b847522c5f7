import type { FastifyInstance } from 'fastify';
import { errorCodes } from './error-codes.ts';
import type { FastifyTokenClient } from './fastify-token-client.ts';
import { tokenScopes } from './token-scope.ts';

/**
 * Adds a client to `app.tokenClient` of this scope: as its own members, or under a namespace.
 *
 * @throws FST_TOKENS_ALREADY_REGISTERED when this scope, one above or one below has such a client, whichever came
 * first, or when `app.tokenClient` is somebody else's
 */
export function addToScope(fastify: FastifyInstance, namespace: string | undefined, client: FastifyTokenClient): void {
  const scopes = tokenScopes(fastify);
  const [{ members, namesBelow }, ...above] = scopes;
  if (fastify.hasDecorator('tokenClient') && !scopes.some((scope) => scope.members === fastify.tokenClient)) {
    throw taken(
      'app.tokenClient is decorated by something else, or by another copy of this plugin: rename or drop that.',
    );
  }
  const name = namespace ?? 'getToken';
  const title = namespace === undefined ? 'app.tokenClient' : `app.tokenClient.${namespace}`;
  const other = namespace === undefined ? 'give this one a namespace' : 'choose another namespace';
  if (name in members) throw taken(`${title} is registered in this scope or one above: use it, or ${other}.`);
  if (namesBelow.has(name)) throw taken(`${title} is registered in a scope below this one: drop either, or ${other}.`);

  Object.assign(members, namespace === undefined ? client : { [namespace]: client });
  for (const scope of above) scope.namesBelow.add(name);
  if (!Object.hasOwn(fastify, 'tokenClient')) fastify.decorate('tokenClient', members);
}

function taken(message: string): Error {
  return errorCodes.FST_TOKENS_ALREADY_REGISTERED(message);
}
