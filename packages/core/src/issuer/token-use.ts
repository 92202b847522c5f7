import { configError, requireFlag } from '../errors/config-error.ts';
import { requireOrigins, secretUrl } from '../http/allowed-origin.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** Options about the API that the tokens are for. All issuers have them. */
export interface TokenUse {
  /** The origins of the API: exact https origins, or http ones of this machine. Default: the token endpoint's own. */
  readonly apiOrigins?: readonly string[] | undefined;
  /** The base of a path given to `fetch`, at one of `apiOrigins`. Default: the API's origin, if there is only one. */
  readonly apiBaseUrl?: string | undefined;
  /** Returns the headers that carry the token to the API. Default: `Authorization: Bearer`. */
  readonly present?: TokenIssuer['present'];
  /** Allows the secret to be sent over plain http to another machine. Default: false. */
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
  requireFlag('allowInsecure', allowInsecure);
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
