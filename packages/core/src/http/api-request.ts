import { isStream, readBody } from './read-body.ts';

/** Headers, by name. */
export type HeaderRecord = Readonly<Record<string, string>>;

/** Why a body cannot be sent a second time: it is a stream, or longer than what is kept. */
export type Once = 'stream' | 'too-large';

/** One request of a call, as it was when the call was made: what was checked is what is sent. */
export interface ApiRequest {
  /** Absolute, and below an allowed origin. */
  readonly url: string;
  readonly headers: HeaderRecord;
  /** What else `fetch` is given, body included. */
  readonly init: RequestInit;
  /** Redirects are followed here, never by the platform, which would leave the origin. */
  readonly followed: boolean;
  /** Compared with the last answer, since the platform would compare it with the redirects as well. */
  readonly integrity: string | undefined;
  readonly once: Once | undefined;
}

/**
 * Puts a request together.
 *
 * @param given a copy of what the caller gave, to be changed
 * @param sentAtOnce whether the underlying `fetch` reads the body before the caller goes on
 */
export function toApiRequest(url: string, headers: HeaderRecord, given: RequestInit, sentAtOnce: boolean): ApiRequest {
  // As text, which `fetch` would make of it too: what only reads like 'follow' must not be followed by the platform.
  const redirect = given.redirect === undefined ? 'follow' : String(given.redirect);
  const followed = redirect === 'follow';
  const integrity = (followed && given.integrity) || undefined;
  if (followed) given.redirect = 'manual';
  // Read once: an object may say something else the next time.
  else if (redirect !== given.redirect) Reflect.set(given, 'redirect', redirect);
  if (integrity !== undefined) given.integrity = '';
  if (given.body !== undefined) given.body = readBody(given.body, sentAtOnce);
  return { url, headers, init: given, followed, integrity, once: isStream(given.body) ? 'stream' : undefined };
}

/** Its method as `fetch` sends it: these six in upper case, however they are written (Fetch standard, "normalize"). */
export function methodOf({ init: { method = 'GET' } }: ApiRequest): string {
  return /^(?:delete|get|head|options|post|put)$/i.test(method) ? method.toUpperCase() : method;
}
