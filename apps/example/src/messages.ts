import type { TokenEvent, TokenStatus } from '@tokenkeep/core';

/** What is known about the token of an application, in time left, so that it can be told across processes. */
export interface ReportedStatus {
  readonly state: TokenStatus['state'];
  readonly refreshing: boolean;
  /** Milliseconds, at least 0. */
  readonly refreshInMs: number;
  /** Milliseconds, at least 0. */
  readonly expiresInMs: number;
}

/** What an application tells the process that started it. */
export type AppMessage =
  | { readonly type: 'ready'; readonly url: string }
  | { readonly type: 'calls'; readonly served: number; readonly failed: number }
  | { readonly type: 'status'; readonly status: ReportedStatus }
  | { readonly type: 'event'; readonly event: TokenEvent }
  | { readonly type: 'question'; readonly id: string; readonly question: unknown };

/** What the process that started an application tells it. */
export type HostMessage =
  /** Time passes: the application's clock goes on by so much. */
  | { readonly type: 'advance'; readonly ms: number }
  | { readonly type: 'answer'; readonly id: string; readonly answer: unknown };

/** Tells the process that started this one; nobody, when it was started by hand. */
export function tellHost(message: AppMessage): void {
  if (process.connected) process.send?.(message);
}
