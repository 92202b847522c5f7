import { withToken, type TokenClient } from '@tokenkeep/core';
import { request, type Dispatcher } from 'undici';
import { requireApiOrigin } from './require-api-origin.ts';

interface RequestOptions {
  dispatcher?: Dispatcher;
  method?: Dispatcher.HttpMethod;
  headers?: Record<string, string>;
  /** No stream: it could not be sent again. */
  body?: string | Uint8Array;
}

/** `request` of undici, with the token. It follows no redirect. */
export async function requestWithToken(
  tokens: TokenClient,
  url: string,
  options: RequestOptions = {},
): Promise<Dispatcher.ResponseData> {
  requireApiOrigin(tokens, url);
  return withToken(
    tokens,
    async ({ accessToken }, refused) => {
      // Reading it frees its connection.
      await refused?.body.dump();
      const headers = { ...options.headers, authorization: `Bearer ${accessToken}` };
      return request(url, { ...options, headers });
    },
    (response) => response?.statusCode === 401,
  );
}
