import type { Endpoint } from '../errors/endpoint.ts';
import { responseError } from '../errors/response-error.ts';
import { readPlace, type AnswerPlace, type AnswerToRead } from './answer-place.ts';
import { lifeUnits, readLife } from './read-life.ts';
import { requirePlaces, type TokenPlaces } from './token-places.ts';

/** What an issuer granted. */
export interface TokenGrant {
  /** The token itself. */
  readonly accessToken: string;
  /** The lifetime in milliseconds, rounded down to seconds. 0: the token is in its last second, and the issuer rounds down. */
  readonly expiresInMs: number;
}

/**
 * The longest lifetime that is used. A timer of more than 2³¹ ms (24.8 days) fires at once, and a week is long enough.
 *
 * Why: docs/why.md#seven-days
 */
const longestMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Reads a token out of a token endpoint's answer.
 *
 * The token must be 1 to 16 384 printable ASCII characters without spaces: for anything else the platform's header functions
 * throw an error that quotes it. The lifetime is rounded down to seconds and is at most 7 days.
 *
 * Why: docs/why.md#token-length
 *
 * @param places where to find them: `{ accessToken: 'access_token', life: { seconds: 'expires_in' } }`
 * @param now epoch milliseconds, for an instant in an answer without a `Date` header
 * @throws TokenError `ERR_TOKEN_RESPONSE` whose `reason` names the field; the answer itself is never quoted
 */
export function parseTokenResponse(
  answer: AnswerToRead,
  places: TokenPlaces,
  at: Endpoint,
  now: number = Number.NaN,
): TokenGrant {
  const { accessToken, life = {}, assumeExpiresInMs } = requirePlaces('places', places);
  const unit = lifeUnits.find((each) => Object.hasOwn(life, each)) ?? 'seconds';
  const place: AnswerPlace | undefined = Reflect.get(life, unit);
  const said = place === undefined ? undefined : (readPlace(answer, place) ?? undefined);
  // Some say 0 for a token that does not expire. Where nothing is assumed, it is one in its last second.
  const assumed = assumeExpiresInMs !== undefined && (said === undefined || said === 0 || said === '0');
  const told = said === undefined ? undefined : readLife(said, unit, answer, now);
  return checkGrant(
    { accessToken: readPlace(answer, accessToken), expiresInMs: assumed ? assumeExpiresInMs : told },
    at,
  );
}

/**
 * Checks and normalises a grant, whoever made it.
 *
 * @throws TokenError `ERR_TOKEN_RESPONSE`
 */
export function checkGrant(grant: Readonly<Record<keyof TokenGrant, unknown>>, at: Endpoint): TokenGrant {
  const { accessToken, expiresInMs }: typeof grant = Object(grant);
  if (typeof accessToken !== 'string' || accessToken.trim() === '') {
    throw responseError('access-token-missing', 'no token', at);
  }
  if (!/^[!-~]{1,16384}$/.test(accessToken)) {
    throw responseError('access-token-invalid', 'a token that no header can carry, or of more than 16 KiB', at);
  }
  if (expiresInMs === undefined) {
    const { life } = at.names;
    const remedy = life === undefined ? undefined : `set ${life} if the server never says it`;
    throw responseError('expires-in-missing', 'a token that does not say how long it lives', at, remedy);
  }
  if (typeof expiresInMs !== 'number' || !(expiresInMs >= 0)) {
    throw responseError('expires-in-invalid', 'no usable lifetime', at);
  }
  return { accessToken, expiresInMs: Math.min(Math.floor(expiresInMs / 1000) * 1000, longestMs) };
}
