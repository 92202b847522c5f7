import { pickHeaders } from '../pick-headers.ts';
import { answer } from './answer.ts';
import { refusal } from './refusal.ts';

/** What a browser would run under the application's own origin if it were opened as a page. */
const active = /html|xml|svg/i;

/** The API's answer, for the browser: status and body, and of the headers those that describe the body or the wait. */
export function passOn(response: Response): Response {
  const { status, headers, body } = response;
  // A redirect leads out of what is allowed, a 401 is between the API and us, and the rest is no status to pass on.
  if (status < 200 || (status >= 300 && status < 400) || status === 401 || status > 599) {
    body?.cancel().catch(() => undefined);
    return refusal(502);
  }
  // Not content-encoding and content-length: fetch has decoded the body.
  const picked = pickHeaders(headers, ['content-type', 'content-language', 'retry-after', 'x-request-id']);
  if (active.test(picked.get('content-type') ?? '')) picked.set('content-security-policy', 'sandbox');
  return answer(body, { status, headers: picked });
}
