import { symbl } from '@tokenkeep/core';
import { configError, rejectUnknownOptions } from './config-error.ts';
import { checkGuardOptions, type GuardOptions } from './guard-options.ts';
import { parseAllowList, type AllowList } from './path/allow-list.ts';
import { pathSegments } from './path/path-segments.ts';
import { parseUpstream, upstreamUrl } from './path/upstream-url.ts';
import { guard } from './request/guard.ts';
import { isFormLike } from './request/media-type.ts';
import { pickHeaders } from './request/pick-headers.ts';
import { readBody } from './request/read-body.ts';
import { answer, refusal } from './response/answer.ts';
import type { RouteContext, RouteHandler } from './route-handler.ts';

/** Options of {@link createTokenProxy}. */
export interface TokenProxyOptions extends GuardOptions {
  /**
   * What may be called: a method and a path below `upstream`, such as `'GET /v1/conversations/*'`. `*` is exactly one
   * segment, a final `**` any number. GET covers HEAD. An empty list allows nothing.
   */
  readonly allow: readonly string[];
  /**
   * The API: an https origin, perhaps with a path that everything stays below; the client must send its token there.
   * Default: Symbl's, `SYMBL_BASE_URL` read at first use, else `https://api.symbl.ai`.
   */
  readonly upstream?: string | undefined;
}

/** The exports of a `route.ts`. HEAD is Next's own, by GET. */
export interface TokenProxy {
  readonly GET: RouteHandler;
  readonly POST: RouteHandler;
  readonly PUT: RouteHandler;
  readonly PATCH: RouteHandler;
  readonly DELETE: RouteHandler;
}

const known = ['client', 'authorize', 'allow', 'upstream', 'allowedOrigins', 'onError'];

/**
 * Makes the handlers of `app/api/symbl/[...path]/route.ts`: who is authorized calls the listed paths of the API, and the
 * browser never sees a token.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that cannot work, and the remedy
 */
export function createTokenProxy(options: TokenProxyOptions): TokenProxy {
  rejectUnknownOptions('createTokenProxy()', options, known);
  checkGuardOptions('createTokenProxy()', options);
  if (!Array.isArray(options.allow)) {
    throw configError(
      'createTokenProxy(): allow is missing: list what may be called, such as "GET /v1/conversations/*".',
    );
  }
  const isAllowed = parseAllowList(options.allow);
  const fixed = options.upstream === undefined ? undefined : parseUpstream(options.upstream);
  const upstream = (): URL => fixed ?? parseUpstream(symbl().origin);

  const handler = guard(options, (request, context) => proxy(request, context));
  return { GET: handler, POST: handler, PUT: handler, PATCH: handler, DELETE: handler };

  async function proxy(request: Request, context: RouteContext): Promise<Response> {
    const url = await target(request, context, isAllowed, upstream);
    if (url === undefined) return refusal(404);
    const { method, signal } = request;
    const headers = pickHeaders(request.headers, ['accept', 'accept-language', 'content-type', 'x-request-id']);
    const init: RequestInit = { method, headers, signal, redirect: 'manual', cache: 'no-store' };
    if (method !== 'GET' && method !== 'HEAD') {
      const body = await readBody(request);
      if (body === undefined) return refusal(413);
      if (body.byteLength > 0 && isFormLike(request)) return refusal(415);
      if (body.byteLength > 0) init.body = body;
    }
    return passOn(await options.client.fetch(url, init));
  }
}

async function target(
  request: Request,
  { params }: RouteContext,
  isAllowed: AllowList,
  upstream: () => URL,
): Promise<URL | undefined> {
  const segments = pathSegments(Reflect.get(await params, 'path'));
  if (segments === undefined || !isAllowed(request.method, segments)) return undefined;
  return upstreamUrl(upstream(), segments, new URL(request.url).search);
}

function passOn(response: Response): Response {
  // A redirect would lead out of the prefix, and a 401 is between us and the API: the browser can help with neither.
  if (response.status === 401 || response.status < 200 || (response.status >= 300 && response.status < 400)) {
    response.body?.cancel().catch(() => undefined);
    return refusal(502);
  }
  const headers = pickHeaders(response.headers, ['content-type', 'content-language', 'retry-after', 'x-request-id']);
  return answer(response.body, { status: response.status, headers });
}
