import { configError } from '@tokenkeep/core';

/**
 * Reads the URL that everything is sent below.
 *
 * @param upstream `undefined` where neither an option nor the client names one
 * @throws TokenError `ERR_TOKEN_CONFIG` for what is no https URL (http to this machine) or carries more than a path
 */
export function parseUpstream(upstream: string | undefined): URL {
  if (upstream === undefined) {
    throw configError('createTokenProxy(): the client has several apiOrigins: name the API in upstream.');
  }
  const url = URL.canParse(upstream) ? new URL(upstream) : undefined;
  const plain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (url !== undefined && plain && isSafe(url)) return url;
  throw configError(
    'createTokenProxy(): upstream must be an absolute https URL without credentials, query or fragment (http for localhost only), such as "https://api.example.com/v1": correct it, or the client\'s own URL.',
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
