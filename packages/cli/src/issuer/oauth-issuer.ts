import { clientCredentials, clientSecretBasic, clientSecretPost, type TokenIssuer } from '@tokenkeep/core';
import type { Values } from '../settings.ts';
import { UsageError } from '../usage-error.ts';
import { requireSetting } from './require-setting.ts';
import { secretReader } from './secret-reader.ts';

type Client = Parameters<typeof clientSecretPost>[0];

/** Each way for a client with a secret to prove who it is; all others need more than variables. */
const authMethods: Readonly<Record<string, (client: Client) => ReturnType<typeof clientSecretPost>>> = {
  client_secret_basic: (client) => clientSecretBasic(client),
  // For servers that read Basic without decoding it.
  client_secret_basic_raw: (client) => clientSecretBasic(client, { encoding: 'raw' }),
  client_secret_post: (client) => clientSecretPost(client),
};

/** OAuth 2.0 client credentials by `OAUTH_…`. @throws UsageError naming what is missing or cannot be */
export function oauthIssuer(values: Values): TokenIssuer {
  const { OAUTH_TOKEN_URL: tokenUrl, OAUTH_ISSUER: issuer, OAUTH_SCOPE: scope, OAUTH_AUDIENCE: audience } = values;
  if (tokenUrl !== undefined && issuer !== undefined) {
    throw new UsageError('OAUTH_TOKEN_URL and OAUTH_ISSUER are both set: leave one of them out.');
  }
  if (tokenUrl === undefined && issuer === undefined) {
    throw new UsageError('OAUTH_TOKEN_URL is missing: set it, or OAUTH_ISSUER.');
  }
  const clientId = requireSetting(values, 'OAUTH_CLIENT_ID');
  const clientSecret = secretReader(values, 'OAUTH_CLIENT_SECRET');
  const { OAUTH_AUTH_METHOD: method = 'client_secret_basic', OAUTH_API_ORIGINS: origins = '' } = values;
  const authenticate = Object.hasOwn(authMethods, method) ? authMethods[method] : undefined;
  if (authenticate === undefined) {
    const known = Object.keys(authMethods).join(', ');
    throw new UsageError(`OAUTH_AUTH_METHOD must be one of ${known}; for another one use --config.`);
  }
  return clientCredentials({
    tokenUrl,
    issuer,
    auth: authenticate({ clientId, clientSecret }),
    scope,
    audience,
    apiOrigins: origins.split(/[\s,]+/).filter((origin) => origin !== ''),
  });
}
