import { Secret } from '../../token/secret.ts';
import type { ValueOrFunction } from '../credential.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import { clientReader, type OAuthClient } from './oauth-client.ts';

/**
 * Client authentication by id and secret in the body (RFC 6749 §2.3.1): `clientSecretPost({ clientId, clientSecret })`. Instead
 * of the object you can pass a function that returns it.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming what is missing or cannot be sent
 */
export function clientSecretPost(client: ValueOrFunction<OAuthClient>): ClientAuthentication {
  const read = clientReader('clientSecretPost()', client);
  return {
    optionNames: 'clientId and clientSecret',
    async prepare() {
      const { clientId, clientSecret, hint } = await read();
      const secret = new Secret(clientSecret);
      return {
        identity: ['client_secret_post', clientId],
        secret,
        hint,
        prove: () => ({
          params: [
            ['client_id', clientId],
            ['client_secret', secret.reveal()],
          ],
        }),
      };
    },
  };
}
