import type { TokenClient } from '@tokenkeep/core';

/** @throws TypeError for a URL that no token may go to. */
export function requireApiOrigin(tokens: Pick<TokenClient, 'apiOrigins'>, url: string | URL): void {
  // The origin of a WebSocket is that of the HTTP request it begins with.
  const { origin } = new URL(String(url).replace(/^ws/, 'http'));
  if (!tokens.apiOrigins.includes(origin)) throw new TypeError(`No token goes to ${origin}.`);
}
