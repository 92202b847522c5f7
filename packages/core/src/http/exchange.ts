import type { FullClock } from '../concurrency/clock.ts';
import type { Deadline } from '../concurrency/deadline.ts';
import { configError } from '../errors/config-error.ts';
import { statusError } from '../errors/status-error.ts';
import { toTokenError } from '../errors/to-token-error.ts';
import type { SendExchange, TokenIssuer } from '../issuer/token-issuer.ts';
import { isSafeOrigin } from './allowed-origin.ts';
import { readJson } from './read-json.ts';
import { retryAfterMs } from './retry-after.ts';

/** What one exchange needs from around it. */
export interface ExchangeContext {
  readonly issuer: TokenIssuer;
  readonly clock: FullClock;
  /** Covers headers and body alike. */
  readonly deadline: Deadline;
  readonly fetch: typeof fetch | undefined;
}

/**
 * The HTTP call of an exchange: one request to the issuer's own origin, no redirect followed, one deadline over headers
 * and body, at most 64 KiB read. The only place that knows ky, which is loaded at the first call.
 *
 * @returns a function that resolves to the JSON of a 2xx answer and rejects with a `TokenError` for all else
 */
export function createSendExchange({ issuer, clock, deadline, fetch }: ExchangeContext): SendExchange {
  const { signal } = deadline;
  return async (request) => {
    const { origin } = issuer;
    const { url } = request;
    if (!URL.canParse(url) || new URL(url).origin !== origin || !isSafeOrigin(new URL(url), issuer.allowInsecure)) {
      throw configError("The exchange goes to another than the issuer's own https origin: make url and origin agree.");
    }
    try {
      const { default: ky } = await import('ky');
      const { json, form } = request;
      const response = await ky(url, {
        method: json === undefined && form === undefined ? 'get' : 'post',
        headers: { accept: 'application/json', ...request.headers },
        ...(json === undefined ? {} : { json }),
        ...(form && { body: new URLSearchParams(form.map(([name, value]) => [name, value])) }),
        retry: 0,
        timeout: false,
        throwHttpErrors: false,
        redirect: 'manual',
        // Next would write the token to its cache on disk.
        cache: 'no-store',
        signal,
        ...(fetch && { fetch }),
      });
      if (response.ok) return await readJson(response, origin, signal);
      const { status, headers, body } = response;
      const explain = status < 400 ? undefined : request.explain;
      const said = explain && (await readSoon(response, origin, deadline));
      body?.cancel().catch(() => undefined);
      throw statusError(status, origin, {
        ...explain?.(status, said),
        retryAfterMs: retryAfterMs(headers.get('retry-after'), clock.now()),
      });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw toTokenError(error, origin);
    }
  };
}

/** The status stands for itself: what is said beside it is not waited for until the deadline. */
async function readSoon(response: Response, origin: string, deadline: Deadline): Promise<unknown> {
  const patience = new AbortController();
  const enough = (): void => patience.abort();
  deadline.sleep(1000).then(enough, enough);
  return readJson(response, origin, patience.signal).catch(() => undefined);
}
