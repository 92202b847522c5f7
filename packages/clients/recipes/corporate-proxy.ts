import { createTokenClient, type TokenClient, type TokenClientOptions } from '@tokenkeep/core';
import { fetch, ProxyAgent } from 'undici';

/** `proxy` such as `http://user:password@proxy.example.com:3128`. */
export function clientBehindProxy(proxy: string, options: TokenClientOptions): TokenClient {
  const dispatcher = new ProxyAgent(proxy);
  return createTokenClient({ ...options, fetch: (url, init) => fetch(url, { ...init, dispatcher }) });
}
