import type { Clock, TokenEvent, TokenStatus } from '@tokenkeep/core';
import type { Action } from './demo/buttons.ts';

/** What an application tells the process that started it. */
export type AppMessage =
  | { readonly type: 'ready'; readonly url: string }
  | { readonly type: 'status'; readonly status: ReportedStatus }
  | { readonly type: 'event'; readonly event: TokenEvent }
  | { readonly type: 'act'; readonly action: Action };

/** What it knows about its token. */
export type ReportedStatus = Pick<TokenStatus, 'state' | 'expiresAt' | 'refreshAt'> & Partial<TokenStatus>;

/** What it is told: that so much time passes, or what the page shows. */
export type HostMessage =
  | { readonly type: 'advance'; readonly ms: number }
  | { readonly type: 'state'; readonly state: unknown };

/** Tells the process that started this one; nobody, when it was started by hand. */
export function tellHost(message: AppMessage): void {
  if (process.connected) process.send?.(message);
}

/** The system's clock, but that it goes ahead when the host says so, as the token server's does. */
export function travellingClock(): Clock {
  let aheadMs = Number(process.env['EXAMPLE_AHEAD_MS'] ?? 0);
  process.on('message', (message: HostMessage) => {
    if (message.type === 'advance') aheadMs += message.ms;
  });
  // A process that lives for one call does not stay for the sake of listening.
  process.channel?.unref();
  return { now: () => Date.now() + aheadMs, monotonic: () => performance.now() + aheadMs };
}
