import { answer } from '../response/answer.ts';
import { refusal } from '../response/refusal.ts';

/**
 * Decides whether a request may use the API: only `true` lets it pass. A `Response` is answered as it is, with our
 * headers against caching and sniffing; anything else, and a throw, is a 403. Errors that steer Next, such as
 * `redirect()`'s, pass through. It must not read the body; `request.clone()` can be read.
 */
export type Authorize = (request: Request) => boolean | Response | Promise<boolean | Response>;

/** @returns `undefined` for a request that may pass, else the answer to it */
export async function authorizeRequest(
  request: Request,
  authorize: Authorize,
  onError: (error: unknown) => void,
): Promise<Response | undefined> {
  try {
    const verdict = await authorize(request);
    if (verdict === true) return undefined;
    if (verdict instanceof Response) return answer(verdict.body, verdict);
  } catch (error) {
    if (isNextControlFlow(error)) throw error;
    onError(error);
  }
  return refusal(403);
}

/** Next marks the errors by which `redirect()`, `notFound()` and its own rendering work with a digest. */
function isNextControlFlow(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('digest' in error)) return false;
  return typeof error.digest === 'string' && error.digest.startsWith('NEXT_');
}
