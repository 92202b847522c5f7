import { rejectUnknownOptions } from './config-error.ts';
import { checkGuardOptions, type GuardOptions } from './guard-options.ts';
import { guard } from './request/guard.ts';
import { isJson } from './request/media-type.ts';
import { answer, refusal } from './response/answer.ts';
import type { RouteHandler } from './route-handler.ts';

/** Options of {@link createTokenRoute}. */
export interface TokenRouteOptions extends GuardOptions {}

/** The exports of a `route.ts`. Only POST answers a token; the others say so with an Allow header. */
export interface TokenRoute {
  readonly GET: RouteHandler;
  readonly POST: RouteHandler;
  readonly PUT: RouteHandler;
  readonly PATCH: RouteHandler;
  readonly DELETE: RouteHandler;
}

/**
 * Makes the handlers of a route that hands the token to the browser, as `{ accessToken, expiresIn }`: for SDKs that must
 * hold one. Whoever gets it can use the whole API until it expires; prefer `createTokenProxy`.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that cannot work, and the remedy
 */
export function createTokenRoute(options: TokenRouteOptions): TokenRoute {
  rejectUnknownOptions('createTokenRoute()', options, ['client', 'authorize', 'allowedOrigins', 'onError']);
  checkGuardOptions('createTokenRoute()', options);

  const guarded = guard(options, async ({ signal }) => {
    const token = await options.client.getToken({ signal });
    return answer(JSON.stringify(token), { status: 200, headers: { 'content-type': 'application/json' } });
  });
  const handler: RouteHandler = async (request, context) => {
    // Reading the header comes first, before the method too: it is how Next learns not to answer at build time.
    const json = isJson(request);
    if (request.method !== 'POST') return refusal(405, { allow: 'POST' });
    if (!json) return refusal(415);
    return guarded(request, context);
  };
  return { GET: handler, POST: handler, PUT: handler, PATCH: handler, DELETE: handler };
}
