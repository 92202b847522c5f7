import { configError } from '../errors/config-error.ts';

/**
 * Where to find a value in an answer: a path into its JSON, such as `token.accessToken` or `data.0.key`, or a header.
 */
export type AnswerPlace = string | { readonly header: string };

/** A 2xx answer of a token endpoint: its JSON and its headers. */
export interface AnswerToRead {
  readonly body: unknown;
  readonly headers: Headers;
}

/** @returns what stands there, or `undefined` */
export function readPlace({ body, headers }: AnswerToRead, place: AnswerPlace): unknown {
  if (typeof place !== 'string') return headers.get(place.header) ?? undefined;
  let found = body;
  for (const name of place.split('.')) {
    if (!Object.hasOwn(Object(found), name)) return undefined;
    found = Reflect.get(Object(found), name);
  }
  return found;
}

/** @throws TokenError `ERR_TOKEN_CONFIG` for what names no place */
export function requirePlace(option: string, place: unknown): void {
  if (typeof place === 'string' && place !== '') return;
  const { header }: { header?: unknown } = Object(place);
  // The name of a header (RFC 9110 §5.6.2); any other makes the platform throw.
  if (typeof header === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(header)) return;
  throw configError(`${option} must be a path such as 'token.accessToken', or { header: 'X-Token' }: correct it.`);
}
