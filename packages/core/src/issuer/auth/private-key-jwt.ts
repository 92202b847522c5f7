import { readOptions } from '../../errors/read-options.ts';
import { requireCredential } from '../credential.ts';
import { jwtAssertionType } from './jwt-assertion-type.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import { keyReader, signingOptions, type SigningOptions } from './key-reader.ts';

/** Options of {@link privateKeyJwt}. */
export interface PrivateKeyJwtOptions extends SigningOptions {
  /** The client's id. */
  readonly clientId: string;
  /** The `aud` of the assertion. Default: the issuer, if `issuer` was given, else `'token-endpoint'`: the endpoint's URL. */
  readonly audience?: 'token-endpoint' | (string & {}) | undefined;
}

/**
 * Client authentication with an assertion that the client signs (RFC 7523 §2.2): `privateKeyJwt({ clientId, key })`.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that is missing or cannot work
 */
export function privateKeyJwt(options: PrivateKeyJwtOptions): ClientAuthentication {
  const known = ['clientId', 'audience', ...signingOptions] as const;
  const given = readOptions<PrivateKeyJwtOptions>('privateKeyJwt()', options, known);
  const clientId = requireCredential('clientId', given.clientId);
  const { audience, keyId = '', algorithm = '' } = given;
  if (audience !== undefined) requireCredential('audience', audience);
  const read = keyReader(given);
  return {
    optionNames: 'clientId and key',
    async prepare() {
      const { secret, sign } = await read();
      return {
        identity: ['private_key_jwt', clientId, keyId, algorithm, audience ?? ''],
        secret,
        async prove({ tokenUrl, issuer = tokenUrl }) {
          const aud = audience === 'token-endpoint' ? tokenUrl : (audience ?? issuer);
          const assertion = await sign({ iss: clientId, sub: clientId, aud });
          return {
            params: [
              ['client_id', clientId],
              ['client_assertion_type', jwtAssertionType],
              ['client_assertion', assertion],
            ],
          };
        },
      };
    },
  };
}
