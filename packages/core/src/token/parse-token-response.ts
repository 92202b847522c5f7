import type { Endpoint } from '../errors/endpoint.ts';
import { responseError } from '../errors/response-error.ts';

/** What an issuer granted. */
export interface TokenGrant {
  readonly accessToken: string;
  /** Milliseconds, floored to seconds. 0 means that the issuer rounds down and its token is in its last second. */
  readonly expiresInMs: number;
}

const longestMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Reads a token out of a token endpoint's JSON, by the names that the issuer uses for its two fields.
 *
 * The token must be 1 to 16 384 printable ASCII characters without spaces: anything else would be quoted by the error of
 * the platform's header functions. `expiresIn` is seconds, a positive number or a string of digits; floored; capped at
 * 7 days.
 *
 * @throws TokenError `ERR_TOKEN_RESPONSE`, `reason` naming the field; the answer itself is never quoted
 */
export function parseTokenResponse(
  body: unknown,
  names: { readonly accessToken: string; readonly expiresIn: string },
  at: Endpoint,
): TokenGrant {
  const { [names.accessToken]: accessToken, [names.expiresIn]: expiresIn }: Record<string, unknown> = Object(body);
  const seconds = typeof expiresIn === 'string' && /^\d+$/.test(expiresIn) ? Number(expiresIn) : expiresIn;
  const expiresInMs = typeof seconds === 'number' ? seconds * 1000 : Number.NaN;
  return checkGrant({ accessToken, expiresInMs }, at);
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
  if (typeof expiresInMs !== 'number' || !(expiresInMs >= 0)) {
    throw responseError('expires-in-invalid', 'no usable lifetime', at);
  }
  return { accessToken, expiresInMs: Math.min(Math.floor(expiresInMs / 1000) * 1000, longestMs) };
}
