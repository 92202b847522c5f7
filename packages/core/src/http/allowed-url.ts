import { configError } from '../errors/config-error.ts';
import { isPath, refusedUrl } from './refused-url.ts';

/** Where requests may go. */
export interface ApiPlaces {
  readonly apiOrigins: readonly string[];
  /** What a path is added to; `undefined` where there are several origins. */
  readonly apiBaseUrl: string | undefined;
}

/**
 * The URL that a request goes to, as it is sent: one below an allowed origin as it was given, a path below the base of
 * the API.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` for every other one, saying why
 */
export function allowedUrl(target: string, { apiOrigins, apiBaseUrl }: ApiPlaces): string {
  // Put together, not resolved, which would take `/\host` or `//host` for another origin.
  const absolute = apiBaseUrl !== undefined && isPath(target) ? apiBaseUrl + target : target;
  // What begins with an origin and a slash has that origin, whatever follows: no parser reads back over the slash.
  if (apiOrigins.some((origin) => isBelow(absolute, origin))) return absolute;
  const url = URL.canParse(absolute) ? new URL(absolute) : undefined;
  // Not by `url.origin`, which a `blob:` URL and one with credentials share.
  if (url !== undefined && apiOrigins.some((origin) => isBelow(url.href, origin))) return url.href;
  throw configError(refusedUrl(target, url, apiOrigins));
}

function isBelow(url: string, origin: string): boolean {
  return url.startsWith(origin) && url[origin.length] === '/';
}
