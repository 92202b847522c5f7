import type { TokenEvent } from '@tokenkeep/core';
import type { FastifyBaseLogger } from 'fastify';

const warnings: ReadonlySet<TokenEvent['type']> = new Set(['exchange-failed', 'served-stale', 'cache-failed']);

/** Writes an event of the token client to the app's log: failures as `warn`, the rest as `debug`. */
export function logEvent(log: FastifyBaseLogger, namespace: string | undefined, event: TokenEvent): void {
  const level = warnings.has(event.type) ? 'warn' : 'debug';
  log[level]({ tokenEvent: event, namespace }, `token client: ${event.type}`);
}
