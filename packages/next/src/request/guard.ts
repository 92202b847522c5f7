import { TokenError } from '@tokenkeep/core';
import type { GuardOptions } from '../guard-options.ts';
import { refusal } from '../response/answer.ts';
import { tokenErrorAnswer } from '../response/token-error-answer.ts';
import type { RouteHandler } from '../route-handler.ts';
import { authorizeRequest } from './authorize.ts';
import { isSameOrigin } from './same-origin.ts';

/** Lets the inner handler run for requests of this application that are authorized, and answers for what it throws. */
export function guard(
  { authorize, allowedOrigins = [], onError = logError }: GuardOptions,
  inner: RouteHandler,
): RouteHandler {
  return async (request, context) => {
    // Reading a header comes first: it is how Next learns that this must not be answered at build time.
    if (!isSameOrigin(request, allowedOrigins)) return refusal(403);
    const refused = await authorizeRequest(request, authorize, onError);
    if (refused !== undefined) return refused;
    try {
      return await inner(request, context);
    } catch (error) {
      // Nobody is there to read it; 499 is what servers log for that.
      if (request.signal.aborted) return new Response(null, { status: 499 });
      onError(error, request);
      return TokenError.isInstance(error) ? tokenErrorAnswer(error) : refusal(502);
    }
  };
}

function logError(error: unknown): void {
  // oxlint-disable-next-line no-console -- Next has no logger of its own; this is where its users look.
  console.error('@tokenkeep/next:', error);
}
