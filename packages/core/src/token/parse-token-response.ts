import { TokenError } from '../errors/token-error.ts';

/** What an issuer granted. */
export interface TokenGrant {
  readonly accessToken: string;
  /** Milliseconds. 0 means that the issuer rounds down and its token is in its last second. */
  readonly expiresInMs: number;
}

const maxLifetimeMs = 7 * 24 * 60 * 60 * 1000;

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
  const fields: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};
  const accessToken = fields[names.accessToken];
  if (typeof accessToken !== 'string' || accessToken.trim() === '') {
    throw responseError('access-token-missing', `no ${names.accessToken}`, origin);
  }
  return checkGrant({ accessToken, expiresInMs: seconds(fields[names.expiresIn]) * 1000 }, origin);
}

/**
 * Checks and normalises a grant, whoever made it.
 *
 * @throws TokenError `ERR_TOKEN_RESPONSE`
 */
export function checkGrant({ accessToken, expiresInMs }: TokenGrant, origin: string): TokenGrant {
  if (!/^[\x21-\x7e]{1,8192}$/.test(accessToken)) {
    throw responseError('access-token-invalid', 'a token that is not 1 to 8192 printable ASCII characters', origin);
  }
  if (!(expiresInMs >= 0)) throw responseError('expires-in-invalid', 'no usable lifetime', origin);
  return { accessToken, expiresInMs: Math.min(Math.floor(expiresInMs / 1000) * 1000, maxLifetimeMs) };
}

/** A 2xx answer that is no token. */
export function responseError(reason: string, what: string, origin: string): TokenError {
  return new TokenError(`Token endpoint answered with ${what} at ${origin}: check that it is the token endpoint.`, {
    code: 'ERR_TOKEN_RESPONSE',
    reason,
    origin,
  });
}

function seconds(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : Number.NaN;
}
