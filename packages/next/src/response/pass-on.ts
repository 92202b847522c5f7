import { pickHeaders } from '../pick-headers.ts';
import type { Refuse } from '../request/refuse.ts';
import { answer } from './answer.ts';
import { inertHeaders } from './inert-headers.ts';

/** The API's answer, for the browser: status and body, and of the headers those that describe the body or the wait. */
export function passOn(response: Response, refuse: Refuse): Response {
  const { status, headers, body } = response;
  const why = notForTheBrowser(status);
  if (why !== undefined) {
    body?.cancel().catch(() => undefined);
    return refuse(502, why);
  }
  // Not content-encoding and content-length: fetch has decoded the body.
  const picked = pickHeaders(headers, ['content-type', 'content-language', 'retry-after', 'x-request-id']);
  if (body === null) return answer(null, { status, headers: picked });
  for (const [name, value] of Object.entries(inertHeaders(picked.get('content-type')))) picked.set(name, value);
  return answer(body, { status, headers: picked });
}

/** A redirect leads out of what is allowed, a 401 is between the API and us, and the rest is no status to pass on. */
function notForTheBrowser(status: number): string | undefined {
  if (status === 401) return 'the API refused the token with 401: check that upstream is the API of this issuer';
  if (status >= 300 && status < 400) return `the API redirects (${status}), which is not passed on: name its new place`;
  if (status < 200 || status > 599) return `the API answered with the status ${status}, which nobody can pass on`;
  return undefined;
}
