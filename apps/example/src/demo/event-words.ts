import type { TokenErrorCode, TokenEvent } from '@tokenkeep/core';
import { duration } from './duration.ts';

/** An event as a sentence without its subject; `undefined` for what is not worth telling. */
export function eventWords(event: TokenEvent): string | undefined {
  switch (event.type) {
    case 'exchanged':
      return `got a token from the issuer in ${duration(event.durationMs)}, good for ${duration(event.lifetimeMs)}`;
    case 'same-token':
      return `got the token that it held already, with ${duration(event.lifetimeMs)} left`;
    case 'exchange-failed': {
      const next = event.retryInMs === undefined ? '' : `, trying again in ${duration(event.retryInMs)}`;
      return `had an exchange fail (${cause(event.code, event.status)})${next}`;
    }
    case 'served-stale':
      return `could not refresh: callers keep the token, which has ${duration(event.remainingMs)} left`;
    case 'cooling-down':
      return `leaves the issuer alone for ${duration(event.durationMs)}`;
    case 'cache-hit':
      return `found a token in the shared cache, with ${duration(event.remainingMs)} left`;
    case 'cache-failed':
      return `did without the cache, which failed (${event.detail ?? event.reason})`;
    case 'lock-waited':
      return `waited ${duration(event.durationMs)} while another process exchanged`;
    case 'invalidated':
      return event.ignored
        ? 'had a 401 for a token that was refused or replaced already, or has only just been given: nothing to do'
        : 'had its token refused by the API: getting another';
    case 'closed':
      return undefined;
  }
}

/** Whether something went wrong on the way. */
export function isTrouble({ type }: TokenEvent): boolean {
  return type === 'exchange-failed' || type === 'served-stale' || type === 'cooling-down' || type === 'cache-failed';
}

function cause(code: TokenErrorCode, status: number | undefined): string {
  if (status !== undefined) return `HTTP ${status}`;
  return code === 'ERR_TOKEN_TIMEOUT' ? 'no answer' : code;
}
