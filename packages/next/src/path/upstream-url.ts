import { configError } from '../config-error.ts';

/**
 * Reads the URL that everything is sent below.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` for what is no https URL (http to this machine) or carries more than a path
 */
export function parseUpstream(upstream: string): URL {
  const url = URL.canParse(upstream) ? new URL(upstream) : undefined;
  const plain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (url !== undefined && plain && isSafe(url)) return url;
  throw configError(
    'createTokenProxy(): upstream must be an absolute https URL without credentials, query or fragment (http for localhost only), such as "https://api.symbl.ai": correct it, or SYMBL_BASE_URL.',
  );
}

function isSafe({ protocol, hostname }: URL): boolean {
  const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && loopback);
}

/** @returns the URL of the path below the upstream, or `undefined` should it lead anywhere else */
export function upstreamUrl(upstream: URL, segments: readonly string[], search: string): URL | undefined {
  const prefix = upstream.pathname.replace(/\/+$/, '');
  const path = `${prefix}/${segments.map(encodeURIComponent).join('/')}`;
  const url = new URL(upstream.origin + path);
  url.search = search;
  // The segments were checked; this is the belt to those braces, on what will really be requested.
  if (url.origin !== upstream.origin || url.pathname !== path || url.username !== '') return undefined;
  return url;
}
