import { configError } from '../errors/config-error.ts';
import type { AccessToken } from '../token/access-token.ts';
import { replayable, type ReplayableRequest } from './replayable-request.ts';

/** What {@link createAuthorizedFetch} needs: a token, a way to refuse it, and where it may go. */
export interface AuthorizedFetchOptions {
  readonly getToken: (options?: { readonly signal: AbortSignal }) => Promise<AccessToken>;
  readonly invalidate: (rejected: AccessToken) => Promise<void>;
  /** Read at each call. */
  readonly apiOrigins: () => readonly string[];
  /** Default: the global one, read at each call. */
  readonly fetch: typeof fetch | undefined;
}

const maxRedirects = 20;

/**
 * A `fetch` that adds the bearer for the API's origins and rejects every other URL with `ERR_TOKEN_CONFIG`.
 *
 * A request with its own Authorization goes out as it is. Redirects are followed within the origin; one that leads out
 * of it is returned. After a 401 the request is sent once more if there is another token and its body can be replayed.
 */
export function createAuthorizedFetch(options: AuthorizedFetchOptions): typeof fetch {
  const { getToken, invalidate, apiOrigins } = options;
  const transport: typeof fetch = (...args) => (options.fetch ?? globalThis.fetch)(...args);

  return async (input, init) => {
    requireAllowed(input instanceof Request ? input.url : input, apiOrigins());
    const request = replayable(input, init);
    const { asked } = request;
    if (asked.headers.has('authorization')) return follow(request, request.next() ?? asked, undefined, transport);
    // Without a signal of the caller's own, the call takes the shortest way to a token that is held.
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    const token = await (signal ? getToken({ signal }) : getToken());
    const response = await follow(request, request.next() ?? asked, token, transport);
    if (response.status !== 401) return response;
    await invalidate(token);
    const newer = await getToken({ signal: asked.signal }).catch(() => token);
    if (newer.accessToken === token.accessToken) return response;
    const again = request.next();
    if (again === undefined) return response;
    response.body?.cancel().catch(() => undefined);
    return follow(request, again, newer, transport);
  };
}

function requireAllowed(target: string | URL, apiOrigins: readonly string[]): void {
  if (!URL.canParse(target)) throw configError('fetch() of a token client needs an absolute URL: add the origin.');
  const url = new URL(target);
  if (apiOrigins.includes(url.origin) && url.username === '' && url.password === '') return;
  throw configError(
    `fetch() of a token client does not send its token to ${url.origin}: add the origin to apiOrigins if it is the API's, else use the global fetch.`,
  );
}

async function follow(
  { asked, next }: ReplayableRequest,
  first: Request,
  token: AccessToken | undefined,
  transport: typeof fetch,
): Promise<Response> {
  const redirect = asked.redirect === 'follow' ? 'manual' : asked.redirect;
  for (let request = first, hops = 0; ; hops += 1) {
    const sent = new Request(request, { redirect });
    if (token !== undefined) sent.headers.set('authorization', `Bearer ${token.accessToken}`);
    const response = await transport(sent);
    const location = response.headers.get('location');
    if (asked.redirect !== 'follow' || location === null || !isRedirect(response.status) || hops === maxRedirects) {
      return response;
    }
    const target = URL.canParse(location, sent.url) ? new URL(location, sent.url) : undefined;
    if (target?.origin !== new URL(sent.url).origin) return response;
    const redirected = redirectedRequest(response.status, target, sent, next);
    if (redirected === undefined) return response;
    response.body?.cancel().catch(() => undefined);
    request = redirected;
  }
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** The method and body that the Fetch standard gives to the request after a redirect (HTTP-redirect fetch). */
function redirectedRequest(
  status: number,
  target: URL,
  sent: Request,
  next: ReplayableRequest['next'],
): Request | undefined {
  const { method, headers, signal } = sent;
  const becomesGet = status === 303 ? method !== 'GET' && method !== 'HEAD' : status < 303 && method === 'POST';
  if (!becomesGet && sent.body === null) return new Request(target, { method, headers, signal });
  if (!becomesGet) {
    const replayed = next();
    return replayed && new Request(target, replayed);
  }
  const bodiless = new Headers(headers);
  for (const name of ['content-type', 'content-length', 'content-encoding', 'content-language', 'content-location']) {
    bodiless.delete(name);
  }
  return new Request(target, { headers: bodiless, signal });
}
