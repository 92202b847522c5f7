import { configError, requireDuration } from '../errors/config-error.ts';
import { readOptions } from '../errors/read-options.ts';
import { requirePlace, type AnswerPlace } from './answer-place.ts';
import { lifeUnits } from './read-life.ts';

/** Where the token's lifetime stands in the answer, and its unit. */
export type LifePlace =
  /** Seconds left, also as digits in a string. */
  | { readonly seconds: AnswerPlace }
  /** Milliseconds left, also as digits in a string. */
  | { readonly milliseconds: AnswerPlace }
  /** When it ends: ISO 8601, epoch seconds or epoch milliseconds. */
  | { readonly instant: AnswerPlace };

/** Where the token and its lifetime stand in an answer. */
export interface TokenPlaces {
  /** The token: a path in the body such as `token.accessToken`, or `{ header: 'X-Subject-Token' }`. */
  readonly accessToken: AnswerPlace;
  /** Its lifetime: `{ seconds: 'expires_in' }`, `{ milliseconds: … }` or `{ instant: … }`. */
  readonly life?: LifePlace | undefined;
  /** The lifetime, in milliseconds, if the answer has none, or `null` or 0. Default: that is an error. */
  readonly assumeExpiresInMs?: number | undefined;
}

/**
 * Checks the places. @returns a copy of them
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming what cannot work
 */
export function requirePlaces(option: string, given: TokenPlaces): TokenPlaces {
  const places = readOptions(option, given, ['accessToken', 'life', 'assumeExpiresInMs']);
  const { accessToken, life, assumeExpiresInMs } = places;
  requirePlace(`${option}.accessToken`, accessToken);
  if (assumeExpiresInMs !== undefined) requireDuration(`${option}.assumeExpiresInMs`, assumeExpiresInMs, 1000);
  if (life === undefined && assumeExpiresInMs !== undefined) return places;
  const [[unit = '', place] = [], ...more] = Object.entries(Object(life));
  if (more.length > 0 || !lifeUnits.some((known) => known === unit)) {
    throw configError(
      `${option}.life must be one of { seconds }, { milliseconds } and { instant }: correct it, or give assumeExpiresInMs.`,
    );
  }
  requirePlace(`${option}.life.${unit}`, place);
  return places;
}
