import { rootCertificates } from 'node:tls';
import { createTokenClient, type TokenClient, type TokenClientOptions } from '@tokenkeep/core';
import { Agent, fetch } from 'undici';

/** `ca` is PEM: the certificate of the authority, beside those that Node trusts. */
export function clientTrusting(ca: string, options: TokenClientOptions): TokenClient {
  const dispatcher = new Agent({ connect: { ca: [...rootCertificates, ca] } });
  return createTokenClient({ ...options, fetch: (url, init) => fetch(url, { ...init, dispatcher }) });
}
