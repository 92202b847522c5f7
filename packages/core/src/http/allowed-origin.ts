import { configError } from '../errors/config-error.ts';

/** Whether a secret or token may go there: https anywhere, http to the machine itself only. */
export function isSafeOrigin({ protocol, hostname }: URL, allowInsecure?: boolean): boolean {
  if (protocol !== 'http:') return protocol === 'https:';
  // Only `true`: the string "false" out of an environment variable opens nothing.
  return allowInsecure === true || /^(localhost|\[::1\]|127(\.\d+){3})$/.test(hostname);
}

/**
 * Reads a URL that a secret will be sent to.
 *
 * @param option the name to put into the error
 * @param mayQuery whether it may have a query, which a token endpoint may (RFC 6749 §3.2)
 * @returns the URL
 * @throws TokenError `ERR_TOKEN_CONFIG` for what is no URL, carries credentials, query or fragment, or is http to
 * another host than this one without `allowInsecure`
 */
export function secretUrl(option: string, value: string, allowInsecure?: boolean, mayQuery?: boolean): URL {
  if (!URL.canParse(value)) throw configError(`${option} is not an absolute URL: give one, such as "https://host".`);
  const url = new URL(value);
  // Not `search` and `hash`, which are empty for a lone `?` or `#` too.
  if (url.href !== url.origin + url.pathname + (mayQuery ? url.search : '')) {
    throw configError(`${option} has credentials, a fragment or a stray query: leave them out.`);
  }
  if (!isSafeOrigin(url, allowInsecure)) {
    throw configError(`${option} must be https, or http to localhost: correct it, or set allowInsecure: true.`);
  }
  return url;
}

/**
 * Checks the list of origins that may receive the token.
 *
 * @param option the name to put into the error
 * @returns the list
 * @throws TokenError `ERR_TOKEN_CONFIG` for an entry that is not exactly an https origin (or http to this machine, or
 * with `allowInsecure`)
 */
export function requireOrigins(
  origins: readonly string[],
  allowInsecure?: boolean,
  option: string = 'apiOrigins',
): readonly string[] {
  // A wildcard would parse as a host of its own, and match nothing.
  const isExact = (origin: string): boolean =>
    URL.canParse(origin) &&
    new URL(origin).origin === origin &&
    isSafeOrigin(new URL(origin), allowInsecure) &&
    !origin.includes('*');
  if (Array.isArray(origins) && origins.every(isExact)) return origins;
  throw configError(`${option} must be a list of exact https origins, such as ["https://api.symbl.ai"]: correct it.`);
}
