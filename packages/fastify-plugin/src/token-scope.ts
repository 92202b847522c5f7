import type { FastifyInstance } from 'fastify';
import { errorCodes } from './error-codes.ts';
import type { FastifyTokenClient } from './fastify-token-client.ts';

/** What the plugin knows of one scope of an app. */
interface TokenScope {
  /** What `app.tokenClient` is in this scope, if anything: an object of its own that inherits from its parent's. */
  readonly members: FastifyInstance['tokenClient'];
  /** What the scopes below have registered, each for itself. */
  readonly namesBelow: Set<string>;
}

// Beside the apps instead of in them, since a scope needs an object before it is decorated, if it ever is.
const scopes = new WeakMap<object, TokenScope>();

/**
 * Adds a client to `app.tokenClient` of this scope: as its own members, or under a namespace.
 *
 * Fastify makes a child scope by `Object.create(parent)`, and the objects that this plugin decorates follow suit, so
 * that a child finds what its parent registers, even later, and a parent nothing of its child:
 *
 * ```
 * app    .tokenClient  { getToken, fetch, … }      registered in app
 *   ▲ prototype   ▲ prototype
 * child  .tokenClient  { sales: { getToken, … } }  registered in child, namespace: 'sales'
 *   ▲ prototype   ▲ prototype
 * inner                {}                          nothing yet: not decorated, it sees the child's
 * ```
 *
 * @throws FST_TOKENS_ALREADY_REGISTERED when this scope, one above or one below has such a client, whichever came
 * first, or when `app.tokenClient` is somebody else's
 */
export function addToScope(fastify: FastifyInstance, namespace: string | undefined, client: FastifyTokenClient): void {
  const around = tokenScopes(fastify);
  const [{ members, namesBelow }, ...above] = around;
  if (fastify.hasDecorator('tokenClient') && !around.some((scope) => scope.members === fastify.tokenClient)) {
    throw taken(
      'app.tokenClient is decorated by something else, or by another copy of this plugin: rename or drop that.',
    );
  }
  const name = namespace ?? 'getToken';
  const title = namespace === undefined ? 'app.tokenClient' : `app.tokenClient.${namespace}`;
  const other = namespace === undefined ? 'give this one a namespace' : 'choose another namespace';
  if (name in members) throw taken(`${title} is registered in this scope or one above: use it, or ${other}.`);
  if (namesBelow.has(name)) throw taken(`${title} is registered in a scope below this one: drop either, or ${other}.`);

  // By descriptor: what the client knows of its API is read when it is asked for, since that may read the environment.
  if (namespace === undefined) Object.defineProperties(members, Object.getOwnPropertyDescriptors(client));
  else Object.assign(members, { [namespace]: client });
  for (const scope of above) scope.namesBelow.add(name);
  if (!Object.hasOwn(fastify, 'tokenClient')) fastify.decorate('tokenClient', members);
}

/**
 * This scope and those it lies in, innermost first.
 *
 * Every one of them gets its object now, so that a child which is loaded first inherits what its parent adds later.
 */
function tokenScopes(instance: object): readonly [TokenScope, ...TokenScope[]] {
  const parent: object = Object.getPrototypeOf(instance);
  const above = 'register' in parent ? tokenScopes(parent) : [];
  const scope = scopes.get(instance) ?? {
    members: Object.create(above[0]?.members ?? Object.prototype),
    namesBelow: new Set(),
  };
  scopes.set(instance, scope);
  return [scope, ...above];
}

function taken(message: string): Error {
  return errorCodes.FST_TOKENS_ALREADY_REGISTERED(message);
}
