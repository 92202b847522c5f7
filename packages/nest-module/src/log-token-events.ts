import type { Logger } from '@nestjs/common';
import { eventLevel, type TokenEvent, type TokenEventListener } from '@tokenkeep/core';

const levels = { error: 'error', warn: 'warn', info: 'log', debug: 'debug' } as const;

/**
 * Tells Nest's logger what a client does, as loud as core's `eventLevel` says.
 *
 * @param name stands in front of each line, for applications with several clients
 */
export function logTokenEvents(logger: Logger, name: string | undefined): TokenEventListener {
  const prefix = name === undefined ? '' : `[${name}] `;
  return (event) => logger[levels[eventLevel(event)]](prefix + describe(event));
}

function describe(event: TokenEvent): string {
  switch (event.type) {
    case 'exchanged':
      return `Token exchanged at ${event.origin} in ${ms(event.durationMs)}, good for ${s(event.lifetimeMs)}.`;
    case 'exchange-failed': {
      const { origin, code, reason, detail, status, retryInMs } = event;
      const facts = [code, reason, detail, status && `HTTP ${status}`].filter(Boolean).join(', ');
      const again = retryInMs === undefined ? '' : `; trying again in ${ms(retryInMs)}`;
      return `Token exchange failed at ${origin} after ${ms(event.durationMs)} (${facts})${again}.`;
    }
    case 'served-stale':
      return `Token not refreshed (${event.code}); the current one serves for ${s(event.remainingMs)} more.`;
    case 'cooling-down':
      return `No token exchange for ${ms(event.durationMs)} (${event.code}).`;
    case 'second-attempt':
      return `Token exchange repeated beside the first at ${event.origin}, which said nothing for ${ms(event.afterMs)}.`;
    case 'rest-shared':
      return `No token exchange for ${ms(event.durationMs)}: another process failed (${event.code}).`;
    case 'given-up':
      return `Token exchange given up: this process stood still for ${ms(event.stoodStillMs)}.`;
    case 'cache-failed': {
      const { operation, detail, reason, retryInMs } = event;
      return `Token cache failed at ${operation} (${detail ?? reason}); left alone for ${ms(retryInMs)}.`;
    }
    case 'cache-unused':
      return 'Token cache not used: nothing stable can seal what would be stored.';
    case 'invalidated':
      return event.ignored
        ? 'Token refused by the API; it is not the current one, or was given again.'
        : 'Token refused by the API; the next call gets another.';
    case 'not-resent':
      return `Token refused by the API; the request was not sent again (${event.reason}).`;
    case 'same-token':
      return `Token given again by the issuer, good for ${s(event.lifetimeMs)}.`;
    case 'cache-hit':
      return `Token found in the cache, good for ${s(event.remainingMs)}.`;
    case 'lock-waited':
      return `Waited ${ms(event.durationMs)} for another process's exchange (${event.outcome}).`;
    case 'flight-started':
      return event.refresh ? 'Token being refreshed.' : 'Token being obtained.';
    case 'flight-joined':
      return 'One more caller waits for the token.';
    case 'flight-ended':
      return `Token run ended after ${ms(event.durationMs)} (${event.code ?? event.outcome}); ${event.callers} callers waited.`;
    case 'resent':
      return 'Token refused by the API; the request is sent again.';
    case 'closed':
      return 'Token client closed.';
  }
}

function ms(duration: number): string {
  return `${Math.round(duration)} ms`;
}

function s(duration: number): string {
  return `${Math.floor(duration / 1000)} s`;
}
