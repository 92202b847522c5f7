import { configError } from '../errors/config-error.ts';
import { requireOrigins, secretUrl } from '../http/allowed-origin.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** The options about what the tokens are used for, the same for all issuers. */
export interface TokenUse {
  /** The exact origins of the API that the tokens are for: https, or http to this machine. Default: the endpoint's own. */
  readonly apiOrigins?: readonly string[] | undefined;
  /** What a relative URL of `fetch` is resolved against, at one of the API's origins. Default: the one API origin. */
  readonly apiBaseUrl?: string | undefined;
  /** The headers by which the API takes the token. Default: `Authorization: Bearer`. */
  readonly present?: TokenIssuer['present'];
  /** Lets the secret travel over plain http to another machine. Default: false. */
  readonly allowInsecure?: boolean | undefined;
}

/** The names of {@link TokenUse}. */
export const tokenUse = ['apiOrigins', 'apiBaseUrl', 'present', 'allowInsecure'] as const;

/**
 * Checks them.
 *
 * @param origin the endpoint's own
 * @returns the part of an issuer that they are
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that cannot work
 */
export function requireTokenUse(
  { apiOrigins, apiBaseUrl, present, allowInsecure = false }: TokenUse,
  origin: string,
): Pick<TokenIssuer, 'apiOrigins' | 'apiBaseUrl' | 'allowInsecure' | 'present'> {
  // `allowInsecure` is about the secret: a list of its own is https all the same.
  const origins = apiOrigins === undefined ? [origin] : requireOrigins(apiOrigins);
  if (present !== undefined && typeof present !== 'function') {
    throw configError('present must be a function that gives headers: pass one.');
  }
  const base = apiBaseUrl === undefined ? undefined : secretUrl('apiBaseUrl', apiBaseUrl, allowInsecure);
  if (base !== undefined && !origins.includes(base.origin)) {
    throw configError('apiBaseUrl is at none of the apiOrigins: add its origin, or correct it.');
  }
  return {
    apiOrigins: origins,
    allowInsecure,
    ...(base && { apiBaseUrl: base.href.replace(/\/+$/, '') }),
    ...(present && { present }),
  };
}
