import { configError } from '../errors/config-error.ts';

/** Whether a secret or token may be sent there: over https anywhere, over http to this machine only. */
export function isSafeOrigin({ protocol, hostname }: URL, allowInsecure?: boolean): boolean {
  if (protocol !== 'http:') return protocol === 'https:';
  // Only `true` counts: the string "false" from an environment variable must not.
  return allowInsecure === true || isThisMachine(hostname);
}

/** Whether a host, as `URL` writes it, is this machine itself. */
export function isThisMachine(hostname: string): boolean {
  return /^(localhost|\[::1\]|127(\.\d+){3})$/.test(hostname);
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
 * @returns a copy, which nobody can change once it has been checked
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the first entry that is not exactly an https origin (or http to this
 * machine, or with `allowInsecure`), and how to write it
 */
export function requireOrigins(
  origins: readonly string[],
  allowInsecure?: boolean,
  option: string = 'apiOrigins',
): readonly string[] {
  if (!Array.isArray(origins)) {
    throw configError(`${option} must be a list of origins, such as ["https://api.example.com"]: make it one.`);
  }
  const list = Object.freeze([...origins]);
  for (const [index, origin] of list.entries()) {
    const fault = faultOf(origin, allowInsecure);
    if (fault !== undefined) throw configError(`${option}[${index}] ${fault}.`);
  }
  return list;
}

/** What is wrong and what to do, without the given text: a part of it may be a secret. */
function faultOf(entry: unknown, allowInsecure: boolean | undefined): string | undefined {
  if (typeof entry !== 'string' || entry === '') return 'is no origin: write it as "https://host"';
  // A wildcard would be parsed as a host name and match nothing.
  if (entry.includes('*')) return 'has a wildcard: name each origin by itself';
  if (!URL.canParse(entry)) return 'has no scheme, or no host: write it as "https://host"';
  const url = new URL(entry);
  const { origin, protocol } = url;
  if (protocol !== 'https:' && protocol !== 'http:') return 'is no https origin: write it as "https://host"';
  if (!isSafeOrigin(url, allowInsecure)) return 'is plain http to another machine: write it with https';
  if (entry === origin) return undefined;
  if (entry === `${origin}/`) return 'has a slash at its end: leave it out';
  if (url.href !== `${origin}/`) return 'has a path, a query or credentials: write scheme, host and port alone';
  return 'is not written as in a URL of the API: write it in lower case, without a port that goes without saying';
}
