import { symbl } from '@tokenkeep/core';
import { configError, rejectUnknownOptions } from './config-error.ts';
import { checkGuardOptions, type GuardOptions } from './guard-options.ts';
import { allowMethods, parseAllowList } from './path/allow-list.ts';
import { routePath } from './path/route-path.ts';
import { parseUpstream, upstreamUrl } from './path/upstream-url.ts';
import { guarded } from './request/guarded.ts';
import { isFormLike } from './request/media-type.ts';
import { pickHeaders } from './pick-headers.ts';
import { readBody } from './request/read-body.ts';
import { passOn } from './response/pass-on.ts';
import { refusal } from './response/refusal.ts';
import type { RouteContext, RouteHandler } from './route-handler.ts';

/** Options of {@link createTokenProxy}. */
export interface TokenProxyOptions extends GuardOptions {
  /**
   * What may be called: a method and a path below `upstream`, such as `'GET /v1/conversations/*'`. `*` is exactly one
   * segment, a final `**` any number. GET covers HEAD. An empty list allows nothing.
   */
  readonly allow: readonly string[];
  /**
   * The API: an https origin, perhaps with a path that everything stays below. The client must be one that sends its
   * token there. Default: Symbl's, that is `SYMBL_BASE_URL`, read at each request, else `https://api.symbl.ai`.
   */
  readonly upstream?: string | undefined;
}

/** Handlers for the exports of a `route.ts`. Next answers HEAD by GET. */
export interface TokenProxy {
  readonly GET: RouteHandler;
  readonly POST: RouteHandler;
  readonly PUT: RouteHandler;
  readonly PATCH: RouteHandler;
  readonly DELETE: RouteHandler;
}

const requestHeaders = ['accept', 'accept-language', 'content-type', 'x-request-id'];

/**
 * Makes the handlers of `app/api/symbl/[...path]/route.ts`: those who are authorized can call the listed paths of the
 * API, and the browser never sees a token.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that cannot work, and the remedy
 */
export function createTokenProxy(options: TokenProxyOptions): TokenProxy {
  rejectUnknownOptions('createTokenProxy()', options, [
    'client',
    'authorize',
    'allow',
    'upstream',
    'allowedOrigins',
    'onError',
  ]);
  checkGuardOptions('createTokenProxy()', options);
  if (!Array.isArray(options.allow)) {
    throw configError(
      'createTokenProxy(): allow is missing: list what may be called, such as "GET /v1/conversations/*".',
    );
  }
  const isAllowed = parseAllowList(options.allow);
  const fixed = options.upstream === undefined ? undefined : parseUpstream(options.upstream);

  async function proxy(request: Request, context: RouteContext): Promise<Response> {
    const { method, signal } = request;
    const path = await routePath(context);
    if (path === undefined || !isAllowed(method, path)) return refusal(404);
    const url = upstreamUrl(
      fixed ?? parseUpstream(symbl({ allowInsecure: true }).origin),
      path,
      new URL(request.url).search,
    );
    if (url === undefined) return refusal(404);
    const body = await readBody(request);
    if (body === undefined) return refusal(413);
    if (body.byteLength > 0 && isFormLike(request)) return refusal(415);
    const headers = pickHeaders(request.headers, requestHeaders);
    const init: RequestInit = { method, headers, signal, redirect: 'manual', cache: 'no-store' };
    return passOn(await options.client.fetch(url, body.byteLength > 0 ? { ...init, body } : init));
  }

  const handler: RouteHandler = (request, context) =>
    guarded(request, options, [...allowMethods, 'HEAD'], () => proxy(request, context));
  return { GET: handler, POST: handler, PUT: handler, PATCH: handler, DELETE: handler };
}
