import type { AccessToken } from '../token/access-token.ts';
import { allowedUrl, type ApiPlaces } from './allowed-url.ts';
import { type ApiRequest, type HeaderRecord, toApiRequest } from './api-request.ts';
import { follow } from './follow.ts';
import { requireIntegrity } from './integrity.ts';
import { createPresentation, type Present } from './presentation.ts';
import { readHeaders } from './read-headers.ts';
import { readInit } from './read-init.ts';
import { isRequest, readRequest, withBodyOf } from './read-request.ts';
import { createSecondTry, optionsFor, type SecondTryOptions } from './second-try.ts';
import { callFetch, type UnderlyingFetch } from './underlying-fetch.ts';

/** What {@link createAuthorizedFetch} needs: a token, a way to refuse it, and where it may go. */
export interface AuthorizedFetchOptions extends SecondTryOptions {
  /** The token, if it may be used without asking: what `getToken()` would resolve to at once. */
  readonly tokenAtHand: () => AccessToken | undefined;
  /** Where requests may go: origins that were checked. Read at the first call, then remembered. */
  readonly places: () => ApiPlaces;
  /** How the issuer presents its tokens. Default: as the bearer in `Authorization`. */
  readonly present?: Present | undefined;
  /** Whether to replace what a request has of its own where the token is presented. */
  readonly override: boolean;
  /** Default: the global one, read at each call. */
  readonly fetch: UnderlyingFetch | undefined;
  /** Of the body of a `Request`, kept for a second try. */
  readonly maxReplayBytes: number;
}

/**
 * A `fetch` that presents the token to the API's origins and rejects every other URL with `ERR_TOKEN_CONFIG`.
 *
 * The usual call, with a URL and an init, makes no `Request`: the underlying `fetch` gets the URL as it was checked, and
 * the init with one more header. A request that presents something itself goes out as it is. Redirects are followed
 * within the origin; one that leads out of it is returned. After a 401 the request is sent once more if there is
 * another token and its body can be had again.
 *
 * Why: docs/why.md#plain-records
 */
export function createAuthorizedFetch(options: AuthorizedFetchOptions): typeof fetch {
  const { getToken, tokenAtHand } = options;
  let places: ApiPlaces | undefined;
  const presentation = createPresentation(options.present, options.override);
  const secondTry = createSecondTry(options);

  const send = ({ url, init }: ApiRequest, headers: HeaderRecord): Promise<Response> =>
    callFetch(options.fetch, url, { ...init, headers });
  const present = async (request: ApiRequest, token: AccessToken | undefined): Promise<Response> =>
    send(request, token === undefined ? request.headers : await presentation.headersFor(request, token));
  const deliver = async (request: ApiRequest, token: AccessToken): Promise<Response> =>
    follow(await present(request, token), request, (hop) => present(hop, token));

  // Apart, so that a call that needs none of it does not pay for it.
  async function goOn(first: Response, request: ApiRequest, token: AccessToken | undefined): Promise<Response> {
    let answer = await follow(first, request, (hop) => present(hop, token));
    if (answer.status === 401 && token !== undefined) {
      answer = await secondTry({ request, token, answer, deliver: (other) => deliver(request, other) });
    }
    return request.integrity === undefined ? answer : requireIntegrity(answer, request.integrity);
  }

  return async (input, init) => {
    // All that the caller may change is read before anything is awaited.
    const beside = readInit(init);
    const parts = isRequest(input) ? readRequest(input, beside) : undefined;
    const url = allowedUrl(parts?.url ?? String(input), (places ??= options.places()));
    const given = parts?.init ?? beside;
    const headers = readHeaders(given.headers);
    const isOwn = presentation.isOwn(headers);
    const atHand = isOwn ? undefined : tokenAtHand();
    const sentAtOnce = (isOwn || atHand !== undefined) && parts?.stream === undefined && options.present === undefined;
    let request = toApiRequest(url, headers, given, sentAtOnce);
    if (parts?.stream) request = await withBodyOf(parts.stream, request, options);
    const token = isOwn ? undefined : (atHand ?? (await getToken(optionsFor(request))));

    const presented = token === undefined ? headers : presentation.headersFor(request, token);
    const sent = presented instanceof Promise ? await presented : presented;
    const answer = await send(request, sent);
    if (isFinal(answer, request)) return answer;
    // The same headers: it presents something itself.
    return goOn(answer, request, sent === headers ? undefined : token);
  };
}

/** Whether nothing follows: no redirect, no second try, nothing to compare. */
function isFinal({ status }: Response, { integrity }: ApiRequest): boolean {
  return status !== 401 && !(status >= 300 && status < 400) && integrity === undefined;
}
