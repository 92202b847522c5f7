import { configError } from '@tokenkeep/core';
import { pathSegment } from './path-segments.ts';

/** The methods that an entry of the list can name. GET covers HEAD. */
export const allowMethods: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Whether a method and a path are on the list. */
export type AllowList = (method: string, segments: readonly string[]) => boolean;

/**
 * Reads entries such as `'GET /v1/conversations/*'`: `*` stands for exactly one segment, a final `**` for any number.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` quoting the entry that cannot be read
 */
export function parseAllowList(entries: readonly string[]): AllowList {
  const patterns = entries.map(parseEntry);
  return (method, segments) =>
    patterns.some(
      (pattern) => pattern.method === (method === 'HEAD' ? 'GET' : method) && matches(pattern.path, segments),
    );
}

interface AllowPattern {
  readonly method: string;
  readonly path: readonly string[];
}

function parseEntry(entry: string): AllowPattern {
  const [method = '', path = '', ...rest] = typeof entry === 'string' ? entry.split(' ') : [];
  const segments = path === '/' ? [] : path.split('/').slice(1);
  const readable =
    rest.length === 0 &&
    allowMethods.includes(method) &&
    path.startsWith('/') &&
    segments.every((segment, at) => isPattern(segment, at === segments.length - 1));
  if (readable) return { method, path: segments };
  throw configError(
    `createTokenProxy(): allow cannot read ${JSON.stringify(entry)}: write a method and a path, such as "GET /v1/conversations/*" (${allowMethods.join(', ')}; * is one segment, a final ** any number).`,
  );
}

function isPattern(segment: string, last: boolean): boolean {
  return segment === '*' || (segment === '**' && last) || pathSegment(segment) === segment;
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  const open = pattern.at(-1) === '**';
  const fixed = open ? pattern.slice(0, -1) : pattern;
  if (open ? segments.length < fixed.length : segments.length !== fixed.length) return false;
  return fixed.every((wanted, at) => wanted === '*' || wanted === segments[at]);
}
