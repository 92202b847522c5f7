import { pickHeaders } from '../pick-headers.ts';
import { answer } from './answer.ts';
import { refusal } from './refusal.ts';

/** The API's answer, for the browser: status and body, and of the headers those that describe the body or the wait. */
export function passOn(response: Response): Response {
  const { status, headers, body } = response;
  // A redirect leads out of what is allowed, and a 401 is between the API and us: neither is the browser's business.
  if (status < 200 || (status >= 300 && status < 400) || status === 401) {
    body?.cancel().catch(() => undefined);
    return refusal(502);
  }
  // Not content-encoding and content-length: fetch has decoded the body.
  const picked = pickHeaders(headers, ['content-type', 'content-language', 'retry-after', 'x-request-id']);
  return answer(body, { status, headers: picked });
}
