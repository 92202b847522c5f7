import { configError } from '../../errors/config-error.ts';
import { readOptions } from '../../errors/read-options.ts';
import { Secret } from '../../token/secret.ts';
import type { ValueOrFunction } from '../credential.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import { clientReader, type OAuthClient } from './oauth-client.ts';

/** Options of {@link clientSecretBasic}. */
export interface ClientSecretBasicOptions {
  /**
   * `form`: id and secret are form-encoded first, as RFC 6749 §2.3.1 says. `raw`: they are sent as they are, for the many
   * servers that do not decode them and answer 401. It matters only for characters other than letters, digits and `-._*`.
   * Default: `form`.
   */
  readonly encoding?: 'form' | 'raw' | undefined;
}

/**
 * Client authentication by HTTP Basic (RFC 6749 §2.3.1): `clientSecretBasic({ clientId, clientSecret })`. Instead of the object
 * you can pass a function that returns it.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming what is missing or cannot be sent
 */
export function clientSecretBasic(
  client: ValueOrFunction<OAuthClient>,
  options: ClientSecretBasicOptions = {},
): ClientAuthentication {
  const where = 'clientSecretBasic()';
  const { encoding = 'form' } = readOptions<ClientSecretBasicOptions>(where, options, ['encoding']);
  if (encoding !== 'form' && encoding !== 'raw') throw configError("encoding must be 'form' or 'raw': correct it.");
  const read = clientReader(where, client, (clientId) => {
    if (encoding === 'form' || !clientId.includes(':')) return;
    throw configError("clientId has a colon, which encoding: 'raw' cannot carry: use encoding: 'form'.");
  });
  return {
    optionNames: 'clientId and clientSecret',
    async prepare() {
      const { clientId, clientSecret, hint } = await read();
      const secret = new Secret(clientSecret);
      const encode = encoding === 'form' ? formEncoded : String;
      const changed = [clientId, clientSecret].some((value) => encode(value) !== value);
      return {
        identity: ['client_secret_basic', encoding, clientId],
        secret,
        hint: hint ?? (changed ? undecoded : undefined),
        prove: () => ({
          headers: { authorization: `Basic ${base64(`${encode(clientId)}:${encode(secret.reveal())}`)}` },
        }),
      };
    },
  };
}

const undecoded =
  "clientId or clientSecret has characters that Basic encodes; if the server does not decode them, set encoding: 'raw'";

function formEncoded(value: string): string {
  return new URLSearchParams({ '': value }).toString().slice(1);
}

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}
