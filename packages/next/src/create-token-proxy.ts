import { configError } from '@tokenkeep/core';
import { guardOptionNames, readGuardOptions, type GuardOptions } from './guard-options.ts';
import { allowMethods, parseAllowList } from './path/allow-list.ts';
import { askedFor } from './path/asked-for.ts';
import { parseRoutes } from './path/parse-routes.ts';
import { parseUpstream, upstreamUrl } from './path/upstream-url.ts';
import { pickHeaders } from './pick-headers.ts';
import { guarded } from './request/guarded.ts';
import { isFormLike } from './request/media-type.ts';
import { readBody } from './request/read-body.ts';
import type { Refuse } from './request/refuse.ts';
import { passOn } from './response/pass-on.ts';
import type { RouteContext, RouteHandler } from './route-handler.ts';

/** Options of {@link createTokenProxy}. */
export interface TokenProxyOptions extends GuardOptions {
  /**
   * What may be called: methods and paths below `upstream`, such as `'GET /v1/conversations/*'`. `*` is exactly one segment, a
   * final `**` any number of them. GET includes HEAD. An empty list allows nothing.
   */
  readonly allow: readonly string[];
  /**
   * The API's URL: an https origin (http for localhost), with a path if all calls stay below it. Its origin must be one of
   * the client's `apiOrigins`. Default: the client's `apiBaseUrl`; there is none for a client with several origins.
   */
  readonly upstream?: string | undefined;
  /**
   * The path of the folder that holds `[...path]`, as callers write it but without `basePath`: `'/api/symbl'`, or a list if
   * rewrites lead there. `[name]` matches one segment. With it, the API's path is read from the URL alone. Default: found by
   * Next's route parameters. On some runtimes callers can write those; there, a path that cannot be checked is a 404.
   */
  readonly route?: string | readonly string[] | undefined;
}

/** Handlers to export from a `route.ts`. Next answers HEAD with `GET`. */
export interface TokenProxy {
  readonly GET: RouteHandler;
  readonly POST: RouteHandler;
  readonly PUT: RouteHandler;
  readonly PATCH: RouteHandler;
  readonly DELETE: RouteHandler;
}

const requestHeaders = ['accept', 'accept-language', 'content-type', 'x-request-id'];

/**
 * Makes the handlers of `app/api/symbl/[...path]/route.ts`. Authorized callers can call the listed paths of the API, and the
 * browser never sees a token.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that cannot work, and what to do
 */
export function createTokenProxy(given: TokenProxyOptions): TokenProxy {
  const options = readGuardOptions('createTokenProxy()', given, [...guardOptionNames, 'allow', 'upstream', 'route']);
  const { client, allow } = options;
  if (!Array.isArray(allow)) {
    throw configError(
      'createTokenProxy(): allow is missing: list what may be called, such as "GET /v1/conversations/*".',
    );
  }
  const isAllowed = parseAllowList(allow);
  const routes = parseRoutes(options.route);
  const fixed = options.upstream === undefined ? undefined : parseUpstream(options.upstream);

  async function proxy(request: Request, context: RouteContext, refuse: Refuse): Promise<Response> {
    const { method, signal } = request;
    const asked = await askedFor(request, context, routes);
    if ('refused' in asked) return refuse(404, asked.refused);
    if (!isAllowed(method, asked.path)) return refuse(404, `allow does not list ${method} /${asked.path.join('/')}`);
    const url = upstreamUrl(fixed ?? parseUpstream(client.apiBaseUrl), asked.path, asked.search);
    if (url === undefined) return refuse(404, 'the path leads out of upstream');
    const body = await readBody(request);
    if (body === undefined) return refuse(413, 'the body is larger than 1 MiB');
    if (body.byteLength > 0 && isFormLike(request)) {
      return refuse(415, 'the body has a content-type that forms of any other site could send: send JSON, say');
    }
    const init: RequestInit = {
      method,
      headers: pickHeaders(request.headers, requestHeaders),
      signal,
      redirect: 'manual',
      cache: 'no-store',
      ...pastTheCache,
    };
    return passOn(await client.fetch(url, body.byteLength > 0 ? { ...init, body } : init), refuse);
  }

  const handler: RouteHandler = (request, context) =>
    guarded(request, options, [...allowMethods, 'HEAD'], (refuse) => proxy(request, context, refuse));
  return { GET: handler, POST: handler, PUT: handler, PATCH: handler, DELETE: handler };
}

/**
 * Next marks its own calls with this. Without it, in a route file with `fetchCache = 'force-cache'`, Next would cache one
 * user's answer and give it to the next user.
 */
const pastTheCache = { next: { internal: true } };
