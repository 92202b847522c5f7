import { withToken, type TokenClient } from '@tokenkeep/core';
import { requireApiOrigin } from './require-api-origin.ts';

/**
 * The runtime's own `WebSocket`, open, with the token in `?access_token=`. It does not say why it could not open. Then
 * `probe`, something cheap of the same API, is fetched to find out whether the token was refused.
 */
export async function openWebSocket(
  tokens: TokenClient,
  { url, probe, prepare }: { url: string; probe: string; prepare?: (socket: WebSocket) => void },
): Promise<WebSocket> {
  requireApiOrigin(tokens, url);
  let used = '';
  return withToken(
    tokens,
    (token) =>
      new Promise<WebSocket>((resolve, reject) => {
        used = token.accessToken;
        const target = new URL(url);
        target.searchParams.set('access_token', used);
        const socket = new WebSocket(target);
        prepare?.(socket);
        socket.addEventListener('open', () => resolve(socket));
        socket.addEventListener('error', () => reject(new Error('The WebSocket did not open.')));
      }),
    async (socket) => {
      if (socket !== undefined) return false;
      await (await tokens.fetch(probe)).body?.cancel();
      return (await tokens.getToken()).accessToken !== used;
    },
  );
}
