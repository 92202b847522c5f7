export { createTokenRoute, type TokenRoute, type TokenRouteOptions } from './create-token-route.ts';
export type { GuardOptions } from './guard-options.ts';
export type { Authorize } from './request/authorize.ts';
export type { ErrorListener, RouteRefusal } from './request/refuse.ts';
