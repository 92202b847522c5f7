import { eventLevel, type TokenEvent } from '@tokenkeep/core';
import { duration } from './duration.ts';

const notResent = { stream: 'its body was gone', 'too-large': 'its body was too large', 'same-token': 'no other came' };

/** An event as a sentence without its subject; `undefined` for what is not worth telling. */
export function eventWords(event: TokenEvent): string | undefined {
  switch (event.type) {
    case 'exchanged':
      return `got a token from the issuer in ${duration(event.durationMs)}, good for ${duration(event.lifetimeMs)}`;
    case 'same-token':
      return `got the token that it held already, with ${duration(event.lifetimeMs)} left`;
    case 'exchange-failed': {
      const { code, status, detail, retryInMs } = event;
      const answer = status === undefined ? undefined : `HTTP ${status}`;
      const cause = answer ?? (code === 'ERR_TOKEN_TIMEOUT' ? 'no answer' : (detail ?? code));
      return `had an exchange fail (${cause})${retryInMs === undefined ? '' : `, trying again in ${duration(retryInMs)}`}`;
    }
    case 'second-attempt':
      return `had no answer for ${duration(event.afterMs)}: asking a second time beside the first`;
    case 'served-stale':
      return `could not refresh: callers keep the token, which has ${duration(event.remainingMs)} left`;
    case 'cooling-down':
      return `leaves the issuer alone for ${duration(event.durationMs)}`;
    case 'rest-shared':
      return `heard from another process that the issuer fails: leaves it alone for ${duration(event.durationMs)}`;
    case 'given-up':
      return `did not run for ${duration(event.stoodStillMs)}: begins its exchange anew`;
    case 'cache-unused':
      return 'does without the cache, since nothing stable could seal its token';
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
    case 'not-resent':
      return `had a 401 and did not send the call again: ${notResent[event.reason]}`;
    case 'closed':
      return undefined;
  }
}

/** Whether something went wrong on the way: what core calls a warning or worse. */
export function isTrouble(event: TokenEvent): boolean {
  return ['warn', 'error'].includes(eventLevel(event));
}
