import { TokenError } from '../errors/token-error.ts';

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
 * The token must be 1 to 8192 printable ASCII characters without spaces: anything else would be quoted by the error of
 * the platform's header functions. `expiresIn` is seconds, a positive number or a string of digits; floored; capped at
 * 7 days.
 *
 * @throws TokenError `ERR_TOKEN_RESPONSE`, `reason` naming the field; the answer itself is never quoted
 */
export function parseTokenResponse(
  body: unknown,
  names: { readonly accessToken: string; readonly expiresIn: string },
  origin: string,
): TokenGrant {
  const { [names.accessToken]: accessToken, [names.expiresIn]: expiresIn }: Record<string, unknown> = Object(body);
  const seconds = typeof expiresIn === 'string' && /^\d+$/.test(expiresIn) ? Number(expiresIn) : expiresIn;
  const expiresInMs = typeof seconds === 'number' ? seconds * 1000 : Number.NaN;
  return checkGrant({ accessToken, expiresInMs }, origin);
}

/**
 * Checks and normalises a grant, whoever made it.
 *
 * @throws TokenError `ERR_TOKEN_RESPONSE`
 */
export function checkGrant(grant: Readonly<Record<keyof TokenGrant, unknown>>, origin: string): TokenGrant {
  const { accessToken, expiresInMs }: typeof grant = Object(grant);
  if (typeof accessToken !== 'string' || accessToken.trim() === '') {
    throw responseError('access-token-missing', 'no token', origin);
  }
  if (!/^[!-~]{1,8192}$/.test(accessToken)) {
    throw responseError('access-token-invalid', 'a token that no header can carry', origin);
  }
  if (typeof expiresInMs !== 'number' || !(expiresInMs >= 0)) {
    throw responseError('expires-in-invalid', 'no usable lifetime', origin);
  }
  return { accessToken, expiresInMs: Math.min(Math.floor(expiresInMs / 1000) * 1000, longestMs) };
}

/** A cut or missing token may come whole the next time; everything else that is no token will not. */
const passing = /json|empty|missing/;

/** A 2xx answer that is no token. */
export function responseError(reason: string, what: string, origin: string): TokenError {
  return new TokenError(
    `Token endpoint answered with ${what} at ${origin}: check that baseUrl is the token server's.`,
    {
      code: 'ERR_TOKEN_RESPONSE',
      reason,
      origin,
      retryable: passing.test(reason),
    },
  );
}
