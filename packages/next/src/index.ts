export { createTokenProxy, type TokenProxy, type TokenProxyOptions } from './create-token-proxy.ts';
export { sharedTokenClient } from './shared-token-client.ts';
export type { GuardOptions } from './guard-options.ts';
export type { Authorize } from './request/authorize.ts';
export type { ErrorListener, RouteRefusal } from './request/refuse.ts';
export type { RouteContext, RouteHandler } from './route-handler.ts';
