import { withToken, type TokenClient } from '@tokenkeep/core';
import { WebSocket } from 'ws';
import { requireApiOrigin } from './require-api-origin.ts';

/** A `WebSocket` of the package ws, open. Put listeners on it in `prepare`: the first message may come at once. */
export async function openWebSocket(
  tokens: TokenClient,
  url: string,
  prepare?: (socket: WebSocket) => void,
): Promise<WebSocket> {
  requireApiOrigin(tokens, url);
  return withToken(
    tokens,
    ({ accessToken }) =>
      new Promise<WebSocket>((resolve, reject) => {
        const socket = new WebSocket(url, { headers: { authorization: `Bearer ${accessToken}` } });
        prepare?.(socket);
        socket.once('open', () => resolve(socket));
        socket.once('error', reject);
      }),
    // How ws says that the answer was a 401.
    (_, error) => error instanceof Error && error.message === 'Unexpected server response: 401',
  );
}
