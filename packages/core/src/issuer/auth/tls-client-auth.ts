import { readOptions } from '../../errors/read-options.ts';
import { requireCredential } from '../credential.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import { sealingSecretOf } from './sealing-secret.ts';

/** Options of {@link tlsClientAuth}. */
export interface TlsClientAuthOptions {
  /** The client's id. */
  readonly clientId: string;
  /**
   * What cache entries are encrypted with: at least 32 random characters, the same in all processes that share the cache.
   * Default: none, and then no cache is used.
   */
  readonly sealingSecret?: string | undefined;
}

/**
 * Client authentication by a client certificate (RFC 8705 §2). Pass `createTokenClient` a `fetch` that sends the certificate.
 * The request itself has only the client id.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming what is missing or cannot work
 */
export function tlsClientAuth(options: TlsClientAuthOptions): ClientAuthentication {
  const given = readOptions<TlsClientAuthOptions>('tlsClientAuth()', options, ['clientId', 'sealingSecret']);
  const clientId = requireCredential('clientId', given.clientId);
  const secret = sealingSecretOf(given.sealingSecret);
  return {
    optionNames: 'clientId and the certificate of your fetch',
    prepare: () => ({
      identity: ['tls_client_auth', clientId],
      secret,
      prove: () => ({ params: [['client_id', clientId]] }),
    }),
  };
}
