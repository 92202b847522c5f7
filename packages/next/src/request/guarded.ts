import { gatewayAnswer, TokenError } from '@tokenkeep/core';
import type { GuardOptions } from '../guard-options.ts';
import { refusal } from '../response/refusal.ts';
import { authorizeRequest } from './authorize.ts';
import { whyForeign, whyLoaded } from './foreign.ts';
import { logError, refuseBy, tellSafely, type Refuse } from './refuse.ts';

/** Answers by `run` a request of these methods that comes from this application and is authorized, else by a refusal. */
export async function guarded(
  request: Request,
  { authorize, allowedOrigins = [], onError = logError }: GuardOptions,
  methods: readonly string[],
  run: (refuse: Refuse) => Promise<Response>,
): Promise<Response> {
  // Reading a header comes before all else: it is how Next learns that this must not be answered at build time.
  const foreign = whyForeign(request, allowedOrigins) ?? whyLoaded(request);
  const tell = (error: unknown): void => tellSafely(onError, error, request);
  const refuse = refuseBy(tell);
  if (!methods.includes(request.method)) {
    const allow = methods.join(', ');
    return refuse(405, `the method is none of ${allow}`, { allow });
  }
  if (foreign !== undefined) return refuse(403, foreign);
  const fail = (error: unknown): Response => {
    tell(error);
    return refusal(403);
  };
  const refused = await authorizeRequest(request, authorize, { refuse, fail });
  if (refused !== undefined) return refused;
  try {
    return await run(refuse);
  } catch (error) {
    // The client has gone, so this is for logs only: 499 is what servers write for it.
    if (request.signal.aborted) return refusal(499);
    tell(error);
    return failure(error);
  }
}

function failure(error: unknown): Response {
  if (!TokenError.isInstance(error)) return refusal(502);
  const { status, retryAfterS } = gatewayAnswer(error);
  return refusal(status, retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) });
}
