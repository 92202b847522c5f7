import { configError } from '../errors/config-error.ts';
import { readOptions } from '../errors/read-options.ts';
import type { ClientAuthentication } from './auth/client-authentication.ts';
import { requireAuth } from './auth/require-auth.ts';
import { oauthIssuer } from './oauth-issuer.ts';
import { oauthOptions, type OAuthOptions } from './oauth-options.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** Options of {@link clientCredentials}. */
export interface ClientCredentialsOptions extends OAuthOptions {
  /** How the client proves who it is: `clientSecretBasic(…)`, `privateKeyJwt(…)`, or another, or your own. */
  readonly auth: ClientAuthentication;
  /** The `grant_type`; `false` for a server that wants none. Default: `client_credentials`. */
  readonly grantType?: string | false | undefined;
}

/**
 * OAuth 2.0 client credentials (RFC 6749 §4.4), for any authorization server; and, by `grantType` and `params`, whatever
 * else a machine asks a token endpoint for.
 *
 * The cache key covers everything that decides about the token: endpoint, client, method, scope, audience, resource,
 * parameters and headers. Clients that differ in any of them never get each other's token.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that is missing or cannot work
 */
export function clientCredentials(options: ClientCredentialsOptions): TokenIssuer {
  const given = readOptions<ClientCredentialsOptions>('clientCredentials()', options, [
    ...oauthOptions,
    'auth',
    'grantType',
  ]);
  const { auth, grantType = 'client_credentials' } = given;
  if (grantType !== false && (typeof grantType !== 'string' || grantType.trim() === '')) {
    throw configError('grantType must be a string that is not blank, or false for none: correct it.');
  }
  const grant = grantType === false ? [] : [['grant_type', grantType] as const];
  return oauthIssuer('clientCredentials()', given, grant, requireAuth(auth));
}
