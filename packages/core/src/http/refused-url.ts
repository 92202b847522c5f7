import { areAlike } from '../errors/read-options.ts';
import { isThisMachine } from './allowed-origin.ts';

/**
 * Why a URL gets no token, and what to do. It names origins, never credentials, path or query.
 *
 * | URL | said besides the allowed origins |
 * | --- | --- |
 * | a path, with several origins or none | which to put before it |
 * | any other that is relative | how to begin it |
 * | `wss:`, `ftp:`, … | that `fetch` speaks http |
 * | with credentials | to leave them out |
 * | localhost for 127.0.0.1, http for https, another port | that these are different origins |
 * | a host with a typo | the host that is meant |
 *
 * @param url the same, if it is absolute
 */
export function refusedUrl(target: string, url: URL | undefined, apiOrigins: readonly string[]): string {
  const where = 'fetch() of a token client';
  const allowed = apiOrigins.length === 0 ? 'none' : apiOrigins.join(', ');
  if (url === undefined) {
    if (isPath(target)) {
      return `${where} got a path, and there is no one API origin to put before it: give an absolute URL (allowed: ${allowed}).`;
    }
    return `${where} got no absolute URL: begin with https:// and one of the allowed origins (${allowed}), or with one "/" for a path of the API.`;
  }
  const whither = isHttp(url) ? url.origin : `a ${url.protocol} URL`;
  return `${where} sends nothing to ${whither}: ${remedyFor(url, apiOrigins)} (allowed: ${allowed}).`;
}

/** Whether it can only mean a path: two slashes would begin a host. */
export function isPath(target: string): boolean {
  // Not by a regular expression, which cost 2 µs between calls of the network: every call comes by here.
  return target[0] === '/' && target[1] !== '/' && target[1] !== '\\';
}

function remedyFor(url: URL, apiOrigins: readonly string[]): string {
  if (!isHttp(url)) {
    return 'give an http or https URL; for a WebSocket or another protocol take the token from getToken()';
  }
  if (apiOrigins.includes(url.origin)) return 'leave the credentials out of the URL';
  const origins = apiOrigins.map((origin) => new URL(origin));
  const here = isThisMachine(url.hostname);
  const local = origins.find(({ hostname, port }) => here && isThisMachine(hostname) && port === url.port);
  if (local !== undefined && local.hostname !== url.hostname) {
    return `${local.hostname} and ${url.hostname} are two origins, so write ${local.origin}, or name the other in apiOrigins`;
  }
  const sameHost = origins.find((origin) => origin.hostname === url.hostname);
  if (sameHost !== undefined) {
    return `scheme and port belong to the origin, so write ${sameHost.origin}, or name the other in apiOrigins`;
  }
  const meant = origins.find((origin) => areAlike(origin.hostname, url.hostname));
  if (meant !== undefined) return `if you meant ${meant.origin}, correct it; else name it in apiOrigins`;
  return "name the origin in apiOrigins if it is the API's";
}

function isHttp({ protocol }: URL): boolean {
  return protocol === 'https:' || protocol === 'http:';
}
