import { pathSegment } from './path-segments.ts';

/**
 * The segments of a URL's path, decoded, a slash at its end left out.
 *
 * Nothing but `:` may be encoded, as `encodeURIComponent` does. Of what is called by another spelling, `authorize` would
 * judge the one and the API be asked for the other.
 *
 * Why: docs/why.md#the-path-that-authorize-saw
 *
 * @returns for each segment its text, or `undefined` for one that could lead astray
 */
export function urlSegments(pathname: string): readonly (string | undefined)[] {
  const path = pathname.replace(/^\//, '').replace(/\/$/, '');
  if (path === '') return [];
  return path.split('/').map((raw) => (/%(?!3a)/i.test(raw) ? undefined : pathSegment(raw)));
}
