import { configError } from '../config-error.ts';
import type { RouteContext } from '../route-handler.ts';
import { pathSegments } from './path-segments.ts';

/**
 * The segments of the catch-all parameter `path`, checked; none where the folder has no parameter.
 *
 * @returns `undefined` for a path that could lead astray
 * @throws TokenError `ERR_TOKEN_CONFIG` where the parameter has another name
 */
export async function routePath(context: RouteContext | undefined): Promise<readonly string[] | undefined> {
  const params: object = (await context?.params) ?? {};
  const path: unknown = Reflect.get(params, 'path');
  if (path !== undefined) return pathSegments(path);
  if (Object.keys(params).length === 0) return [];
  throw configError('createTokenProxy(): params.path is missing: name the folder of the route file [...path].');
}
