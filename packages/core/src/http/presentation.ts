import { configError } from '../errors/config-error.ts';
import type { AccessToken } from '../token/access-token.ts';
import { type ApiRequest, type HeaderRecord, methodOf } from './api-request.ts';

/** How an issuer presents its tokens: the headers that a request of this method to this URL needs. */
export type Present = (
  accessToken: string,
  request: { readonly method: string; readonly url: string },
) => HeaderRecord | Promise<HeaderRecord>;

/** Puts tokens into requests. */
export interface Presentation {
  /** Whether a request is known to present something itself before there is a token. */
  isOwn(headers: HeaderRecord): boolean;
  /** The headers with the token in them, or the very same object if the request presents something itself. */
  headersFor(request: ApiRequest, token: AccessToken): HeaderRecord | Promise<HeaderRecord>;
}

/**
 * The issuer's way of presenting a token, or the bearer in `Authorization`.
 *
 * @param override whether a request's own headers by the same names are replaced
 */
export function createPresentation(present: Present | undefined, override: boolean): Presentation {
  if (present === undefined) {
    return {
      isOwn: (headers) => !override && hasAuthorization(headers),
      headersFor({ headers }, { accessToken }) {
        const rest = override ? without(headers, Object.keys(headers).filter(isAuthorization)) : headers;
        return { ...rest, authorization: `Bearer ${accessToken}` };
      },
    };
  }
  return {
    // Which headers the issuer needs, it says only of a token.
    isOwn: () => false,
    async headersFor(request, token) {
      const { headers } = request;
      const credentials = await credentialsFor(request, token, present);
      const names = new Set(Object.keys(credentials).map((name) => name.toLowerCase()));
      const own = Object.keys(headers).filter((name) => names.has(name.toLowerCase()));
      return own.length > 0 && !override ? headers : { ...without(headers, own), ...credentials };
    },
  };
}

/** @throws TokenError `ERR_TOKEN_CONFIG` for what is no header: the platform's own error would quote it */
async function credentialsFor(request: ApiRequest, token: AccessToken, present: Present): Promise<HeaderRecord> {
  let credentials: unknown;
  try {
    credentials = await present(token.accessToken, { method: methodOf(request), url: request.url });
  } catch {
    throw configError('present() of the issuer failed: make it return the headers that carry the token.');
  }
  if (isHeaders(credentials)) return credentials;
  throw configError('present() of the issuer must return an object of one header or more, each a string: correct it.');
}

function hasAuthorization(headers: HeaderRecord): boolean {
  // Not by Object.keys, whose list every call would leave behind.
  for (const name in headers) if (isAuthorization(name) && Object.hasOwn(headers, name)) return true;
  return false;
}

function isAuthorization(name: string): boolean {
  return name.length === 13 && name.toLowerCase() === 'authorization';
}

function without(headers: HeaderRecord, names: readonly string[]): HeaderRecord {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

/** Names by RFC 9110 §5.1, values by §5.5 without what is no ASCII. */
function isHeaders(headers: unknown): headers is HeaderRecord {
  if (typeof headers !== 'object' || headers === null) return false;
  const entries: readonly (readonly [string, unknown])[] = Object.entries(headers);
  const areHeaders = entries.every(
    ([name, value]) => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof value === 'string' && /^[\t -~]*$/.test(value),
  );
  return areHeaders && entries.length > 0;
}
