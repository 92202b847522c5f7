import type { TokenClientOptions, TokenEvent } from '@tokenkeep/core';
import type { FastifyBaseLogger } from 'fastify';

const failures: ReadonlySet<TokenEvent['type']> = new Set(['exchange-failed', 'served-stale', 'cache-failed']);

/** The same options, with every event written to the log as well: failures as `warn`, the rest as `debug`. */
export function loggedOptions(
  options: TokenClientOptions,
  log: FastifyBaseLogger,
  namespace: string | undefined,
): TokenClientOptions {
  const { onEvent } = options;
  // Core says what is wrong with it.
  if (onEvent !== undefined && typeof onEvent !== 'function') return options;
  return {
    ...options,
    onEvent(event) {
      const level = failures.has(event.type) ? 'warn' : 'debug';
      log[level]({ tokenEvent: event, namespace }, `token client: ${event.type}`);
      return onEvent?.(event);
    },
  };
}
