import { configError } from '@tokenkeep/core';

/**
 * Reads where the route file stands: paths such as `/api/symbl`, without `[...path]`; `[name]` is any one segment.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` quoting the path that cannot be read
 */
export function parseRoutes(given: string | readonly string[] | undefined): readonly (readonly string[])[] {
  if (given === undefined) return [];
  const routes: readonly unknown[] = typeof given === 'string' ? [given] : given;
  if (!Array.isArray(routes) || routes.length === 0) {
    throw configError('createTokenProxy(): route must be a path, or a list of them, such as "/api/symbl": correct it.');
  }
  return routes.map(parseRoute);
}

function parseRoute(route: unknown): readonly string[] {
  if (typeof route === 'string' && /^(?:\/(?:[\w.~-]+|\[\w+\]))+$/.test(route)) return route.slice(1).split('/');
  throw configError(
    `createTokenProxy(): route cannot read ${JSON.stringify(route)}: write the path of the folder that [...path] stands in, such as "/api/symbl", without basePath.`,
  );
}
