import { guardOptionNames, readGuardOptions, type GuardOptions } from './guard-options.ts';
import { guarded } from './request/guarded.ts';
import { isJson } from './request/media-type.ts';
import { answer } from './response/answer.ts';

/** Options of {@link createTokenRoute}. */
export type TokenRouteOptions = GuardOptions;

/** Handlers to export from a `route.ts`. `POST` answers with a token, the others with 405 and an `Allow` header. */
export interface TokenRoute {
  readonly GET: (request: Request) => Promise<Response>;
  readonly POST: (request: Request) => Promise<Response>;
  readonly PUT: (request: Request) => Promise<Response>;
  readonly PATCH: (request: Request) => Promise<Response>;
  readonly DELETE: (request: Request) => Promise<Response>;
}

/**
 * Makes a route that gives the token to the browser, as `{ accessToken, expiresIn }`, for SDKs that need it there. Whoever gets
 * it can use the whole API until it expires. If you can, use `createTokenProxy`.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that cannot work, and what to do
 */
export function createTokenRoute(given: TokenRouteOptions): TokenRoute {
  const options = readGuardOptions('createTokenRoute()', given, guardOptionNames);

  const handler = (request: Request): Promise<Response> =>
    guarded(request, options, ['POST'], async (refuse) => {
      if (!isJson(request)) return refuse(415, 'the content-type is not JSON: send application/json');
      const token = await options.client.getToken({ signal: request.signal });
      return answer(JSON.stringify(token), { status: 200, headers: { 'content-type': 'application/json' } });
    });
  return { GET: handler, POST: handler, PUT: handler, PATCH: handler, DELETE: handler };
}
