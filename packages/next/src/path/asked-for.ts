import { configError } from '@tokenkeep/core';
import type { RouteContext } from '../route-handler.ts';
import { calledPath } from './called-path.ts';
import { nextSurroundings } from './next-surroundings.ts';
import { pathSegments } from './path-segments.ts';
import { urlSegments } from './url-segments.ts';

/** What of the API is asked for, or why nothing is. */
export type AskedFor = { readonly path: readonly string[]; readonly search: string } | { readonly refused: string };

/**
 * What a request asks the API for: path and query of its URL, and nothing that Next or a caller of Next put beside them.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` where the catch-all parameter is not named `path`
 */
export async function askedFor(
  request: Request,
  context: RouteContext | undefined,
  routes: readonly (readonly string[])[],
): Promise<AskedFor> {
  const surroundings = nextSurroundings();
  const { pathname, search, searchParams } = new URL(request.url);
  const given: object = (await context?.params) ?? {};
  const params = catchAll(given);
  if (params === undefined) return { refused: 'the path could lead astray' };
  const nextUrl: unknown = Reflect.get(request, 'nextUrl');
  const called = calledPath({
    ...surroundings,
    url: urlSegments(withoutPrefix(pathname, Reflect.get(Object(nextUrl), 'basePath'))),
    routes,
    page: Reflect.get(request, 'sourcePage'),
    params,
    query: searchParams.getAll('path'),
  });
  if ('refused' in called) return called;
  if (!surroundings.edge) return { ...called, search };
  const own = callersQuery(searchParams, given);
  if (own === undefined) return { refused: "the query and Next's parameters disagree" };
  return { ...called, search: own };
}

/** The parameter `path`: none where the folder has no parameter, `undefined` for what could lead astray. */
function catchAll(params: object): readonly string[] | undefined {
  const path: unknown = Reflect.get(params, 'path');
  if (path !== undefined) return pathSegments(path);
  if (Object.keys(params).length === 0) return [];
  throw configError('createTokenProxy(): params.path is missing: name the folder of the route file [...path].');
}

/** Next adds its parameters to the query on edge. What a caller had under their names is lost before anybody can look. */
function callersQuery(searchParams: URLSearchParams, params: object): string | undefined {
  const query = new URLSearchParams(searchParams);
  for (const [name, value] of Object.entries(params)) {
    const added = query.getAll(name).join('/');
    // Some platforms add none.
    if (added !== '' && added !== [value].flat().join('/')) return undefined;
    query.delete(name);
  }
  return query.toString();
}

function withoutPrefix(pathname: string, prefix: unknown): string {
  if (typeof prefix !== 'string' || prefix === '') return pathname;
  return pathname === prefix || pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : pathname;
}
