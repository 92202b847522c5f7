import { configError, requireRecord } from '../errors/config-error.ts';

/**
 * Checks headers before the platform does, whose errors quote the value.
 *
 * @returns them with names in lower case, so that they replace what is there by default
 * @throws TokenError `ERR_TOKEN_CONFIG` for a name that is no token (RFC 9110 §5.6.2), and a value beyond Latin-1 or
 * with line breaks
 */
export function requireHeaders(
  option: string,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  requireRecord(option, headers);
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name))
      throw configError(`${option} has a name that no header can have: correct it.`);
    if (typeof value === 'string' && /^[\t\x20-\x7E\x80-\xFF]*$/.test(value)) continue;
    throw configError(`${option}: ${name} must be a string that a header can carry: correct it.`);
  }
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
