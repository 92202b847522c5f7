import { answer } from '../response/answer.ts';
import type { Refuse } from './refuse.ts';

/**
 * Decides whether a request may use the API. `true` lets it pass. A `Response` is sent as the answer, with our headers against
 * caching, sniffing and scripts. Anything else, and an error, is a 403. `redirect()`, `notFound()` and the like work. It must
 * not read the body; it can read `request.clone()`.
 */
export type Authorize = (request: Request) => boolean | Response | Promise<boolean | Response>;

/** @returns `undefined` for a request that may pass, else the answer to it */
export async function authorizeRequest(
  request: Request,
  authorize: Authorize,
  { refuse, fail }: { readonly refuse: Refuse; readonly fail: (error: unknown) => Response },
): Promise<Response | undefined> {
  try {
    const verdict: unknown = await authorize(request);
    if (verdict === true) return undefined;
    // One that was answered before, or is no answer, such as Response.error(), throws here.
    return verdict instanceof Response ? answer(verdict.body, verdict) : refuse(403, said(verdict));
  } catch (error) {
    if (isNextControlFlow(error)) throw error;
    return fail(error);
  }
}

/** Names the type and not the value, since a session must not get into a log. */
function said(verdict: unknown): string {
  if (verdict === false) return 'authorize returned false';
  const kind = verdict === null ? 'null' : typeof verdict;
  return `authorize returned ${kind}, and only true lets a request pass: return a comparison, such as session !== null`;
}

/** Next marks the errors by which `redirect()`, `notFound()` and its own rendering work with a digest. */
function isNextControlFlow(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('digest' in error)) return false;
  return typeof error.digest === 'string' && error.digest.startsWith('NEXT_');
}
