import { TokenError } from '@tokenkeep/core';
import type { GuardOptions } from '../guard-options.ts';
import { refusal } from '../response/refusal.ts';
import { tokenErrorAnswer } from '../response/token-error-answer.ts';
import { authorizeRequest } from './authorize.ts';
import { isSameOrigin } from './same-origin.ts';

/** Answers by `run` a request of these methods that comes from this application and is authorized, else by a refusal. */
export async function guarded(
  request: Request,
  { authorize, allowedOrigins = [], onError = logError }: GuardOptions,
  methods: readonly string[],
  run: () => Promise<Response>,
): Promise<Response> {
  // Reading a header comes before all else: it is how Next learns that this must not be answered at build time.
  const sameOrigin = isSameOrigin(request, allowedOrigins);
  if (!methods.includes(request.method)) return refusal(405, { allow: methods.join(', ') });
  if (!sameOrigin) return refusal(403);
  const tell = (error: unknown): void => tellSafely(onError, error, request);
  const refused = await authorizeRequest(request, authorize, tell);
  if (refused !== undefined) return refused;
  try {
    return await run();
  } catch (error) {
    // The client has gone, so this is for logs only: 499 is what servers write for it.
    if (request.signal.aborted) return refusal(499);
    tell(error);
    return TokenError.isInstance(error) ? tokenErrorAnswer(error) : refusal(502);
  }
}

/** A listener's fault is not the caller's: whatever it throws, at once or later, reaches nobody. */
function tellSafely(listener: NonNullable<GuardOptions['onError']>, error: unknown, request: Request): void {
  try {
    Promise.resolve<unknown>(listener(error, request)).catch(() => undefined);
  } catch {
    // The answer stands.
  }
}

function logError(error: unknown): void {
  // oxlint-disable-next-line no-console -- Next has no logger of its own; this is where its users look.
  console.error('@tokenkeep/next:', error);
}
