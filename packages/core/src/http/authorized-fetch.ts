import { configError } from '../errors/config-error.ts';
import type { AccessToken } from '../token/access-token.ts';
import { replayable, type Replay } from './replayable.ts';

/** What {@link createAuthorizedFetch} needs: a token, a way to refuse it, and where it may go. */
export interface AuthorizedFetchOptions {
  readonly getToken: (options: { readonly signal: AbortSignal }) => Promise<AccessToken>;
  readonly invalidate: (rejected: AccessToken) => Promise<void>;
  /** Read at each call. */
  readonly apiOrigins: () => readonly string[];
  /** Default: the global one, read at each call. */
  readonly fetch: typeof fetch | undefined;
}

/**
 * A `fetch` that adds the bearer for the API's origins and rejects every other URL with `ERR_TOKEN_CONFIG`.
 *
 * A request with its own Authorization goes out as it is. Redirects are followed within the origin; one that leads out
 * of it is returned. After a 401 the request is sent once more if there is another token and its body can be replayed.
 */
export function createAuthorizedFetch(options: AuthorizedFetchOptions): typeof fetch {
  const { getToken, invalidate, apiOrigins } = options;

  return async (input, init) => {
    // Made a string once, so that what is checked is what is fetched, even if the caller's URL changes meanwhile.
    const target = input instanceof Request ? input : String(input);
    requireAllowed(typeof target === 'string' ? target : target.url, apiOrigins());
    const asked = new Request(target, init);
    const replay = replayable(asked, init?.body);
    // What a Request cannot carry, such as Next's `next`, is handed on.
    const extra: RequestInit = { ...init };
    for (const name of ['method', 'headers', 'body', 'redirect', 'signal'] as const) delete extra[name];
    // The caller's own: those of the requests made here can be collected, and the abort with them, while a body is read.
    const direct = init?.signal === undefined && target instanceof Request ? target.signal : init?.signal;
    if (direct) extra.signal = direct;
    const transport = (sent: Request): Promise<Response> => (options.fetch ?? globalThis.fetch)(sent, extra);

    if (asked.headers.has('authorization')) return follow(asked, { replay, transport });
    const { signal } = asked;
    const token = await getToken({ signal });
    const response = await follow(asked, { token, replay, transport });
    if (response.status !== 401) return response;
    await invalidate(token);
    const newer = await getToken({ signal }).catch(() => token);
    signal.throwIfAborted();
    const again = newer.accessToken === token.accessToken ? undefined : replay(asked.url);
    if (again === undefined) return response;
    discard(response);
    return follow(again, { token: newer, replay, transport });
  };
}

function requireAllowed(target: string, apiOrigins: readonly string[]): void {
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (url !== undefined && apiOrigins.some((origin) => isWithin(origin, url))) return;
  throw configError(
    `fetch() of a token client sends nothing to ${url?.origin ?? 'what is no absolute URL'}: name the origin in apiOrigins if it is the API's, and put no credentials into the URL.`,
  );
}

/** Not by `url.origin`, which a `blob:` URL and one with credentials share. */
function isWithin(origin: string, { href }: URL): boolean {
  return href.startsWith(`${origin}/`);
}

interface Sending {
  readonly token?: AccessToken;
  readonly replay: Replay;
  readonly transport: (sent: Request) => Promise<Response>;
}

async function follow(first: Request, { token, replay, transport }: Sending): Promise<Response> {
  const followed = first.redirect === 'follow';
  for (let request = first, hops = 0; ; hops += 1) {
    const sent = new Request(request, followed ? { redirect: 'manual' } : {});
    if (token !== undefined) sent.headers.set('authorization', `Bearer ${token.accessToken}`);
    const response = await transport(sent);
    const next = followed && hops < 20 ? redirected(response, sent, replay) : undefined;
    if (next === undefined) return response;
    discard(response);
    request = next;
  }
}

/** The request after a redirect within the origin, as the Fetch standard makes it ("HTTP-redirect fetch"). */
function redirected({ status, headers }: Response, sent: Request, replay: Replay): Request | undefined {
  const location = headers.get('location');
  if (location === null || ![301, 302, 303, 307, 308].includes(status) || !URL.canParse(location, sent.url)) {
    return undefined;
  }
  const target = new URL(location, sent.url);
  if (!isWithin(new URL(sent.url).origin, target)) return undefined;
  const { href } = target;
  const { method, signal } = sent;
  const becomesGet = status === 303 ? method !== 'GET' && method !== 'HEAD' : status < 303 && method === 'POST';
  if (!becomesGet && sent.body) return replay(href);
  if (!becomesGet) return new Request(href, { method, headers: sent.headers, signal });
  const kept = [...sent.headers].filter(([name]) => !name.startsWith('content-'));
  return new Request(href, { headers: kept, signal });
}

/** Frees the connection. */
function discard({ body }: Response): void {
  body?.cancel().catch(() => undefined);
}
