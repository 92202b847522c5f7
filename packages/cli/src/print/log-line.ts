import { eventLevel, type TokenEvent } from '@tokenkeep/core';

/** A line of `--log`: an event as JSON, with the time and how loud it is. Events hold no secret and no token. */
export function logLine(event: TokenEvent | { readonly type: 'refused'; readonly status: number }): string {
  const level = event.type === 'refused' ? 'warn' : eventLevel(event);
  return `${JSON.stringify({ time: new Date().toISOString(), level, ...event })}\n`;
}
