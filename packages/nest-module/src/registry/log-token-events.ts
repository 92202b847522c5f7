import type { Logger } from '@nestjs/common';
import type { TokenEvent, TokenEventListener } from '@tokenkeep/core';

type Level = 'log' | 'debug' | 'warn' | 'error';

/**
 * Tells Nest's logger what a client does: `log` for an exchange, `warn` for a fault that costs no caller a token,
 * `error` for one that may, `debug` for the rest.
 *
 * @param name stands in front of each line, for applications with several clients
 */
export function logTokenEvents(logger: Logger, name: string | undefined): TokenEventListener {
  const prefix = name === undefined ? '' : `[${name}] `;
  return (event) => {
    const [level, text] = describe(event);
    logger[level](prefix + text);
  };
}

function describe(event: TokenEvent): readonly [Level, string] {
  switch (event.type) {
    case 'exchanged':
      return ['log', `Token exchanged at ${event.origin} in ${ms(event.durationMs)}, good for ${s(event.lifetimeMs)}.`];
    case 'exchange-failed': {
      const { origin, code, reason, status, retryInMs } = event;
      const facts = [code, reason, status && `HTTP ${status}`].filter(Boolean).join(', ');
      const text = `Token exchange failed at ${origin} after ${ms(event.durationMs)} (${facts})`;
      return retryInMs === undefined ? ['error', `${text}.`] : ['warn', `${text}; trying again in ${ms(retryInMs)}.`];
    }
    case 'served-stale':
      return ['warn', `Token not refreshed (${event.code}); the current one serves for ${s(event.remainingMs)} more.`];
    case 'cooling-down':
      return ['warn', `No token exchange for ${ms(event.durationMs)} (${event.code}).`];
    case 'cache-failed':
      return [
        'warn',
        `Token cache failed at ${event.operation} (${event.detail ?? event.reason}); left alone for ${ms(event.retryInMs)}.`,
      ];
    case 'invalidated':
      return event.ignored
        ? ['debug', 'Token refused by the API; it is not the current one, or was given again.']
        : ['warn', 'Token refused by the API; the next call gets another.'];
    case 'same-token':
      return ['debug', `Token given again by the issuer, good for ${s(event.lifetimeMs)}.`];
    case 'cache-hit':
      return ['debug', `Token found in the cache, good for ${s(event.remainingMs)}.`];
    case 'lock-waited':
      return ['debug', `Waited ${ms(event.durationMs)} for another process's exchange (${event.outcome}).`];
    case 'closed':
      return ['debug', 'Token client closed.'];
    default:
      return ['debug', 'Token event of a newer version of @tokenkeep/core.'];
  }
}

function ms(duration: number): string {
  return `${Math.round(duration)} ms`;
}

function s(duration: number): string {
  return `${Math.floor(duration / 1000)} s`;
}
