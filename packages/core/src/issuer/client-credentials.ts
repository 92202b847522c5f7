import { configError } from '../errors/config-error.ts';
import { readOptions } from '../errors/read-options.ts';
import type { ClientAuthentication } from './auth/client-authentication.ts';
import { requireAuth } from './auth/require-auth.ts';
import { oauthIssuer } from './oauth-issuer.ts';
import { oauthOptions, type OAuthOptions } from './oauth-options.ts';
import type { TokenIssuer } from './token-issuer.ts';
import { tokenUse } from './token-use.ts';

/** Options of {@link clientCredentials}. */
export interface ClientCredentialsOptions extends OAuthOptions {
  /** How the client proves its identity: `clientSecretBasic(…)`, `clientSecretPost(…)`, `privateKeyJwt(…)`, or another. */
  readonly auth: ClientAuthentication;
  /** The `grant_type`; `false` for none. Default: `client_credentials`. */
  readonly grantType?: string | false | undefined;
}

/**
 * OAuth 2.0 client credentials (RFC 6749 §4.4) for any authorization server. With `grantType` and `params` also for other
 * grants between machines.
 *
 * Clients that share a cache never get each other's token if they differ in endpoint, client, method, scope, audience,
 * resource, parameters or headers.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that is missing or cannot work
 */
export function clientCredentials(options: ClientCredentialsOptions): TokenIssuer {
  const given = readOptions<ClientCredentialsOptions>('clientCredentials()', options, [
    ...oauthOptions,
    ...tokenUse,
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
