import type { TokenEvent, TokenStatus } from '@tokenkeep/core';
import type { Action } from './demo/buttons.ts';

/** What an application tells the process that started it. */
export type AppMessage =
  | { readonly type: 'ready'; readonly url: string }
  | { readonly type: 'status'; readonly status: ReportedStatus }
  | { readonly type: 'event'; readonly event: TokenEvent }
  | { readonly type: 'act'; readonly action: Action };

/** What is known about its token; times as what is left, in milliseconds, at least 0. */
export interface ReportedStatus extends Pick<TokenStatus, 'state' | 'refreshing'> {
  readonly refreshInMs: number;
  readonly expiresInMs: number;
}

/** What it is told: that so much time passes, or what the page shows. */
export type HostMessage =
  | { readonly type: 'advance'; readonly ms: number }
  | { readonly type: 'state'; readonly state: unknown };

/** Tells the process that started this one; nobody, when it was started by hand. */
export function tellHost(message: AppMessage): void {
  if (process.connected) process.send?.(message);
}
