import type { FullClock } from '../concurrency/clock.ts';
import type { Deadline } from '../concurrency/deadline.ts';
import { configError } from '../errors/config-error.ts';
import { statusError } from '../errors/status-error.ts';
import { toTokenError } from '../errors/to-token-error.ts';
import type { ExchangeRequest, SendExchange, TokenIssuer } from '../issuer/token-issuer.ts';
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
 * The HTTP call of an exchange: one POST to the issuer's own origin, no redirect followed, one deadline over headers
 * and body, at most 64 KiB read. The only place that knows ky, which is loaded at the first call.
 *
 * @returns a function that resolves to the JSON of a 2xx answer and rejects with a `TokenError` for all else
 */
export function createSendExchange({ issuer, clock, deadline, fetch }: ExchangeContext): SendExchange {
  return async (request) => {
    const origin = checkedOrigin(request, issuer);
    try {
      const { default: ky } = await import('ky');
      const response = await ky.post(request.url, {
        headers: { accept: 'application/json', ...request.headers },
        ...('json' in request ? { json: request.json } : { body: new URLSearchParams(request.form) }),
        retry: 0,
        timeout: false,
        throwHttpErrors: false,
        redirect: 'manual',
        cache: 'no-store',
        credentials: 'omit',
        signal: deadline.signal,
        ...(fetch === undefined ? {} : { fetch }),
      });
      if (response.ok) return await readJson(response, origin, deadline.signal);
      throw await refusal(response, request, origin, { clock, deadline });
    } catch (error) {
      if (deadline.signal.aborted) throw deadline.signal.reason;
      throw toTokenError(error, origin);
    }
  };
}

function checkedOrigin({ url }: ExchangeRequest, issuer: TokenIssuer): string {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target !== undefined && target.origin === issuer.origin && isSafeOrigin(target, issuer.allowInsecure)) {
    return issuer.origin;
  }
  throw configError(
    "The issuer tried to send the secret somewhere else than to its own https origin: make the request's url and the issuer's origin agree.",
  );
}

async function refusal(
  response: Response,
  request: ExchangeRequest,
  origin: string,
  { clock, deadline }: Pick<ExchangeContext, 'clock' | 'deadline'>,
): Promise<Error> {
  const { status } = response;
  const waitMs = retryAfterMs(response.headers.get('retry-after'), clock.now());
  if (request.explain === undefined || status < 400) {
    response.body?.cancel().catch(() => undefined);
    return statusError(status, origin, { retryAfterMs: waitMs });
  }
  const body = await readJson(response, origin, deadline.signal).catch(() => undefined);
  return statusError(status, origin, { ...request.explain(status, body), retryAfterMs: waitMs });
}
