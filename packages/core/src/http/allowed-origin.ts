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
  for (const [index, origin] of origins.entries()) {
    const fault = faultOf(origin, allowInsecure);
    if (fault !== undefined) throw configError(`${option}[${index}] ${fault}.`);
  }
  return origins;
}

/** The fault and the remedy. Of what was written it shows no more than its origin: the rest may be a secret. */
function faultOf(entry: unknown, allowInsecure: boolean | undefined): string | undefined {
  if (typeof entry !== 'string' || entry === '') return 'is no origin: write it as "https://host"';
  // It would parse as a host of its own, and match nothing.
  if (entry.includes('*')) return 'has a wildcard: name each origin by itself';
  if (!URL.canParse(entry)) {
    const bare = `https://${entry}`;
    const hint = URL.canParse(bare) ? new URL(bare).origin : 'https://host';
    return `is no origin, which begins with its scheme: write "${hint}"`;
  }
  const url = new URL(entry);
  const { origin, protocol } = url;
  if (protocol !== 'https:' && protocol !== 'http:') return 'is no origin of an API: write it as "https://host"';
  if (!isSafeOrigin(url, allowInsecure)) return `is plain http to another machine: write "https://${url.host}"`;
  if (origin !== entry) return `is more than an origin, or not as browsers write it: write "${origin}"`;
  return undefined;
}
