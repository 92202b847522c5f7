import { type ApiRequest, methodOf } from './api-request.ts';
import { discard } from './discard.ts';
import { withFacts } from './with-facts.ts';

/** Sends one request, with what presents the token to it. */
export type Send = (request: ApiRequest) => Promise<Response>;

/** As many as the Fetch standard allows. (docs/why.md#redirects) */
const maxRedirects = 20;

/**
 * Follows redirects within the origin, as `fetch` would ("HTTP-redirect fetch" of the Fetch standard). A redirect that
 * leads out of the origin, or that needs a body that cannot be had again, is the answer.
 *
 * @throws TypeError as `fetch`, for the 21st redirect
 */
export async function follow(first: Response, sent: ApiRequest, send: Send): Promise<Response> {
  if (!sent.followed) return first;
  let [request, answer] = [sent, first];
  for (let redirects = 0; ; redirects += 1) {
    const next = redirected(answer, request);
    if (next === undefined) break;
    discard(answer);
    if (redirects === maxRedirects) throw new TypeError(`fetch failed: more than ${maxRedirects} redirects.`);
    request = next;
    answer = await send(request);
  }
  // The platform knows of one hop only.
  return answer === first ? answer : withFacts(answer, { redirected: true });
}

/** The request after a redirect within the origin. */
function redirected({ status, headers }: Response, sent: ApiRequest): ApiRequest | undefined {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined;
  const location = headers.get('location');
  if (location === null || !URL.canParse(location, sent.url)) return undefined;
  const { href } = new URL(location, sent.url);
  // Not by `url.origin`, which a `blob:` URL and one with credentials share.
  if (!href.startsWith(`${new URL(sent.url).origin}/`)) return undefined;
  const method = methodOf(sent);
  const becomesGet = status === 303 ? method !== 'GET' && method !== 'HEAD' : status < 303 && method === 'POST';
  if (!becomesGet) return sent.once === undefined ? { ...sent, url: href } : undefined;
  const { body: _, ...init } = sent.init;
  const kept = Object.entries(sent.headers).filter(([name]) => !name.toLowerCase().startsWith('content-'));
  return { ...sent, url: href, headers: Object.fromEntries(kept), init: { ...init, method: 'GET' }, once: undefined };
}
