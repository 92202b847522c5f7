import { configError } from '../errors/config-error.ts';

/** Whether a secret or token may go there: https anywhere, http to the machine itself only. */
export function isSafeOrigin(url: URL, allowInsecure = false): boolean {
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && (allowInsecure || isLoopback(url.hostname));
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Reads a URL that a secret will be sent to.
 *
 * @param option the name to put into the error
 * @throws TokenError `ERR_TOKEN_CONFIG` for what is no URL, carries credentials, query or fragment, or is http to
 * another host than this one without `allowInsecure`
 */
export function secretUrl(option: string, value: string, allowInsecure = false): URL {
  if (!URL.canParse(value)) {
    throw configError(`${option} is not a URL: give an absolute one, such as "https://api.symbl.ai".`);
  }
  const url = new URL(value);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw configError(`${option} must not carry credentials, a query or a fragment: give scheme, host and path only.`);
  }
  if (!isSafeOrigin(url, allowInsecure)) {
    throw configError(
      `${option} must be https (http is for localhost only): use an https URL, or set allowInsecure if you accept that anybody on the way can read the secret.`,
    );
  }
  return url;
}

/**
 * Reads the list of origins that may receive the token.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` for an entry that is not exactly an https origin (or http to this machine)
 */
export function apiOriginList(origins: readonly string[]): readonly string[] {
  for (const origin of origins) {
    if (URL.canParse(origin) && new URL(origin).origin === origin && isSafeOrigin(new URL(origin))) continue;
    throw configError(
      'apiOrigins must hold exact https origins, scheme and host without path or trailing slash (http for localhost only): correct the entry.',
    );
  }
  return origins;
}
