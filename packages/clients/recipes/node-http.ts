import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { withToken, type TokenClient } from '@tokenkeep/core';
import { requireApiOrigin } from './require-api-origin.ts';

/** `http.request` or `https.request`, with the token. They follow no redirect. */
export async function requestWithToken(
  tokens: TokenClient,
  url: URL,
  // Of the other options some, such as `host` and `socketPath`, lead elsewhere than the URL.
  { method, headers, agent, signal, timeout }: RequestOptions = {},
  body?: string | Uint8Array,
): Promise<IncomingMessage> {
  requireApiOrigin(tokens, url);
  const { request } = url.protocol === 'https:' ? https : http;
  return withToken(
    tokens,
    ({ accessToken }, refused) => {
      // Reading it frees its connection.
      refused?.resume();
      return new Promise<IncomingMessage>((resolve, reject) => {
        const sent = request(url, { method, headers, agent, signal, timeout }, resolve);
        sent.setHeader('authorization', `Bearer ${accessToken}`);
        sent.on('error', reject).end(body);
      });
    },
    (response) => response?.statusCode === 401,
  );
}
