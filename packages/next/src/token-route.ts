export { createTokenRoute, type TokenRoute, type TokenRouteOptions } from './create-token-route.ts';
export type { Authorize } from './request/authorize.ts';
export type { RouteContext, RouteHandler } from './route-handler.ts';
