import type { TokenClient } from '@tokenkeep/core';
import { tellHost } from './messages.ts';

/** How often an application reports, milliseconds. */
export const reportEveryMs = 250;

/** Tells what the client knows about its token, again and again, for as long as the process lives. */
export function reportStatus(client: Pick<TokenClient, 'status'>): void {
  setInterval(() => {
    const { state, refreshing, expiresAt = 0, refreshAt = 0, expiresIn } = client.status();
    const expiresInMs = expiresIn * 1000;
    const refreshInMs = Math.max(0, expiresInMs - (expiresAt - refreshAt));
    tellHost({ type: 'status', status: { state, refreshing, refreshInMs, expiresInMs } });
  }, reportEveryMs).unref();
}
