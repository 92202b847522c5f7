import type { FastifyInstance } from 'fastify';

/** What the plugin knows of one scope of an app. */
export interface TokenScope {
  /** What `app.tokenClient` is in this scope, if anything: an object of its own that inherits from its parent's. */
  readonly members: FastifyInstance['tokenClient'];
  /** What the scopes below have registered, each for itself. */
  readonly namesBelow: Set<string>;
}

// Beside the apps instead of in them, since a scope needs an object before it is decorated, if it ever is.
const scopes = new WeakMap<object, TokenScope>();

/**
 * This scope and those it lies in, innermost first.
 *
 * Every one of them gets its object now, so that a child which is loaded first inherits what its parent adds later.
 */
export function tokenScopes(instance: object): readonly [TokenScope, ...TokenScope[]] {
  // Fastify makes a child scope by Object.create(parent).
  const parent: object = Object.getPrototypeOf(instance);
  const above = 'register' in parent ? tokenScopes(parent) : [];
  const scope = scopes.get(instance) ?? {
    members: Object.create(above[0]?.members ?? Object.prototype),
    namesBelow: new Set(),
  };
  scopes.set(instance, scope);
  return [scope, ...above];
}
