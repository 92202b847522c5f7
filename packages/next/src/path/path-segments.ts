const allowed = /^[A-Za-z0-9._~:-]+$/;

/**
 * The segments of a catch-all parameter, decoded once, as Next leaves some of it to us.
 *
 * @returns `undefined` unless each is made of letters, digits and `. _ ~ : -`, is neither `.` nor `..`, and had no
 * encoded dot
 */
export function pathSegments(path: unknown): readonly string[] | undefined {
  if (!Array.isArray(path)) return undefined;
  const segments = path.map(pathSegment).filter((segment) => segment !== undefined);
  return segments.length === path.length ? segments : undefined;
}

/** One segment, decoded, or `undefined` if it could lead astray. */
export function pathSegment(raw: unknown): string | undefined {
  // Nobody encodes a dot but to get one past somebody. Encoded / \ % ; and control characters fall to the list above.
  if (typeof raw !== 'string' || /%2e/i.test(raw)) return undefined;
  const segment = decode(raw);
  if (segment === undefined || !allowed.test(segment) || segment === '.' || segment === '..') return undefined;
  return segment;
}

function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
