import { configError } from '../errors/config-error.ts';
import { isPath, refusedUrl } from './refused-url.ts';

/** Where requests may go. */
export interface ApiPlaces {
  readonly apiOrigins: readonly string[];
  /** The base of a path; `undefined` if there are several origins. */
  readonly apiBaseUrl: string | undefined;
}

/**
 * The URL that a request is sent to. A URL at an allowed origin stays as it is; a path is put below the API's base.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` for any other URL, saying why
 */
export function allowedUrl(target: string, { apiOrigins, apiBaseUrl }: ApiPlaces): string {
  // Concatenated and not resolved: `new URL` would read `/\host` or `//host` as another origin.
  const absolute = apiBaseUrl !== undefined && isPath(target) ? apiBaseUrl + target : target;
  // A URL that begins with an origin and a slash has that origin, whatever follows.
  for (const origin of apiOrigins) if (isBelow(absolute, origin)) return absolute;
  const url = URL.canParse(absolute) ? new URL(absolute) : undefined;
  // Not `url.origin`: a `blob:` URL, or one with credentials, has the same.
  if (url !== undefined && apiOrigins.some((origin) => isBelow(url.href, origin))) return url.href;
  throw configError(refusedUrl(target, url, apiOrigins));
}

function isBelow(url: string, origin: string): boolean {
  return url.startsWith(origin) && url[origin.length] === '/';
}
