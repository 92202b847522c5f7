const allowed = /^[A-Za-z0-9._~:-]+$/;
const escapes = /%(?:2e|2f|5c|25|3b|[01][0-9a-f]|7f)/i;

/**
 * The segments of a catch-all parameter, decoded.
 *
 * @returns `undefined` unless each is made of letters, digits and `. _ ~ : -`, is neither `.` nor `..`, and holds nothing
 * that another decoding could turn into a separator
 */
export function pathSegments(path: unknown): readonly string[] | undefined {
  if (!Array.isArray(path)) return undefined;
  const segments = path.map(pathSegment);
  return segments.every((segment) => segment !== undefined) ? segments : undefined;
}

/** One segment, decoded, or `undefined` if it could lead astray. */
export function pathSegment(raw: unknown): string | undefined {
  if (typeof raw !== 'string' || escapes.test(raw)) return undefined;
  const segment = decode(raw);
  if (segment === undefined || !allowed.test(segment) || segment === '.' || segment === '..') return undefined;
  return segment;
}

function decode(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
}
