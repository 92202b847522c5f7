import type { Options } from 'ky';
import type { FullClock } from '../concurrency/clock.ts';
import type { Deadline } from '../concurrency/deadline.ts';
import { configError } from '../errors/config-error.ts';
import type { Endpoint } from '../errors/endpoint.ts';
import { statusError } from '../errors/status-error.ts';
import { noFetchError, toTokenError } from '../errors/to-token-error.ts';
import { isSafeOrigin } from './allowed-origin.ts';
import { discard } from './discard.ts';
import { environment } from './environment.ts';
import type { ExchangeRequest, SendExchange } from './exchange-request.ts';
import { readJson } from './read-json.ts';
import { retryAfterMs } from './retry-after.ts';
import { callFetch, type UnderlyingFetch, type UnderlyingInit } from './underlying-fetch.ts';

/** What one exchange needs from around it. */
export interface ExchangeContext {
  /** The issuer's own; `origin` is also the one that the secret may go to, with `endpointOrigins`. */
  readonly endpoint: Endpoint;
  readonly endpointOrigins: readonly string[];
  readonly allowInsecure: boolean;
  readonly clock: FullClock;
  /** Covers headers and body alike. */
  readonly deadline: Deadline;
  /** Ends this attempt alone. */
  readonly signal: AbortSignal;
  readonly fetch: UnderlyingFetch | undefined;
}

/** How long the body of a refusal is waited for: its status stands for itself. (docs/why.md#body-of-a-refusal) */
const refusalPatienceMs = 1000;

/**
 * The HTTP calls of an exchange: to the issuer's own origins, no redirect followed, one deadline over headers and body,
 * at most 64 KiB read. The only place that knows ky, which is loaded at the first call.
 *
 * Why: docs/why.md#redirects
 *
 * @returns a function that resolves to a 2xx answer and rejects with a `TokenError` for all else
 */
export function createSendExchange(context: ExchangeContext): SendExchange {
  const { signal } = context;
  return async (given) => {
    // Its own members alone: what is inherited from a polluted prototype must not be sent.
    const request: ExchangeRequest = Object.assign(Object.create(null), given);
    const url = requireOwnUrl(request.url, context);
    const at: Endpoint = { ...context.endpoint, origin: url.origin };
    const failed = (error: unknown): never => {
      throw signal.aborted ? signal.reason : toTokenError(error, at);
    };
    // What `json` cannot hold, and what `explain` throws, are mistakes of the issuer, not of fetch.
    const response = await post(url, request, bodyOf(request), context).catch(failed);
    const { ok, status, headers } = response;
    if (ok) {
      const body = await readJson(response, at, signal).catch(failed);
      const said = request.explain?.(status, body);
      if (said !== undefined) throw statusError(status, at, said);
      return { body, headers };
    }
    const asked = status < 400 ? undefined : request.explain;
    const body = asked && (await readSoon(response, at, context.deadline));
    discard(response);
    throw statusError(status, at, {
      ...asked?.(status, body),
      retryAfterMs: retryAfterMs(headers.get('retry-after'), context.clock.now()),
    });
  };
}

/**
 * Why: docs/why.md#tls-checks-switched-off
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` for a URL that the secret must not be sent to, or not in this process
 */
function requireOwnUrl(given: string, { endpoint, endpointOrigins, allowInsecure }: ExchangeContext): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const own = url !== undefined && [endpoint.origin, ...endpointOrigins].includes(url.origin);
  if (url === undefined || !own || !isSafeOrigin(url, allowInsecure)) {
    throw configError(
      `The exchange goes to ${url?.origin ?? 'what is no absolute URL'}, which is none of the issuer's own https origins: make url and origin agree, or name the origin in endpointOrigins.`,
    );
  }
  if (environment('NODE_TLS_REJECT_UNAUTHORIZED') === '0' && url.protocol === 'https:' && !allowInsecure) {
    throw configError(
      `NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody pose as ${url.origin}: remove the variable (NODE_EXTRA_CA_CERTS adds a certificate authority), or set allowInsecure: true.`,
      'tls-verification',
    );
  }
  return url;
}

async function post(
  url: URL,
  request: ExchangeRequest,
  { body, contentType }: ReturnType<typeof bodyOf>,
  context: ExchangeContext,
): Promise<Response> {
  const { default: ky } = await import('ky');
  if (typeof (context.fetch ?? globalThis.fetch) !== 'function') throw noFetchError();
  // Without a prototype: what somebody else puts on Object.prototype decides nothing about where the secret goes.
  // (docs/why.md#prototype-pollution)
  const own: Omit<RequestInit, 'headers'> & UnderlyingInit = Object.assign(Object.create(null), {
    method: request.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: Object.assign(Object.create(null), { accept: 'application/json' }, contentType, request.headers),
    ...(body === undefined ? {} : { body }),
    redirect: 'manual',
    cache: 'no-store',
    // The fetch that Next puts in place heeds nothing else: in a segment with `fetchCache = 'force-cache'` it wrote the
    // token to `.next/cache` for a year, `no-store` or not, and in a prerender it may never settle. Others ignore it.
    // (docs/why.md#nexts-mark)
    next: { internal: true },
    signal: context.signal,
  });
  // All of ky's own options, so that none can be inherited.
  const options: Options = Object.assign(Object.create(null), own, {
    prefix: '',
    baseUrl: url.origin,
    searchParams: '',
    json: undefined,
    hooks: {},
    retry: 0,
    timeout: false,
    totalTimeout: false,
    throwHttpErrors: false,
    onDownloadProgress: undefined,
    onUploadProgress: undefined,
    // As (url, init), which every implementation of fetch takes; a Request of this one, others do not.
    fetch: async (sent: unknown) => {
      const { url: checked }: { url?: string } = Object(sent);
      if (checked !== url.href) {
        throw configError(
          `The exchange with ${url.origin} was led to another URL: look for what changes requests in this process.`,
        );
      }
      return callFetch(context.fetch, url.href, own);
    },
  });
  return ky(url.href, options);
}

function bodyOf({ json, form }: ExchangeRequest): {
  readonly body?: string;
  readonly contentType?: { readonly 'content-type': string };
} {
  if (json !== undefined) return { body: JSON.stringify(json), contentType: { 'content-type': 'application/json' } };
  if (form === undefined) return {};
  const body = new URLSearchParams(form.map(([name, value]) => [name, value])).toString();
  return { body, contentType: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' } };
}

async function readSoon(response: Response, at: Endpoint, deadline: Deadline): Promise<unknown> {
  const patience = new AbortController();
  const enough = (): void => patience.abort();
  deadline.sleep(refusalPatienceMs).then(enough, enough);
  return readJson(response, at, patience.signal).catch(() => undefined);
}
