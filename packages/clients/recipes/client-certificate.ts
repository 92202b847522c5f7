import { createTokenClient, type TokenClient, type TokenClientOptions } from '@tokenkeep/core';
import { Agent, fetch } from 'undici';

/** `cert` and `key` are PEM. The exchange and `client.fetch` both show the certificate. */
export function clientWithCertificate(cert: string, key: string, options: TokenClientOptions): TokenClient {
  const dispatcher = new Agent({ connect: { cert, key } });
  return createTokenClient({ ...options, fetch: (url, init) => fetch(url, { ...init, dispatcher }) });
}
