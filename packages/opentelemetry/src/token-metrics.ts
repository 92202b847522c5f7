import type { Attributes, Meter } from '@opentelemetry/api';
import type { TokenEvent } from '@tokenkeep/core';
import { clientName, serverAttributes } from './attributes.ts';
import { createInstruments } from './instruments.ts';
import { TokenLives } from './token-lives.ts';

/** Counts what events tell. */
export interface TokenMetrics {
  readonly lives: TokenLives;
  record(event: TokenEvent, client: string): void;
}

/**
 * Makes the instruments, and what feeds them.
 *
 * @param lives what earlier instruments knew of the clients
 */
export function createTokenMetrics(meter: Meter, lives: TokenLives = new TokenLives()): TokenMetrics {
  const instruments = createInstruments(meter, lives);
  return {
    lives,
    record(event, client) {
      const of: Attributes = { [clientName]: client };
      switch (event.type) {
        case 'exchanged':
        case 'exchange-failed': {
          const how = { ...of, ...serverAttributes(event.origin), ...failureOf(event) };
          instruments.exchanges.add(1, how);
          instruments.exchangeDuration.record(event.durationMs / 1000, how);
          return;
        }
        case 'same-token':
          return instruments.unchanged.add(1, of);
        case 'served-stale':
          return instruments.staleServes.add(1, { ...of, 'error.type': event.code });
        case 'cooling-down':
        case 'rest-shared': {
          const shared = event.type === 'rest-shared';
          return instruments.rests.add(1, { ...of, 'error.type': event.code, 'tokenkeep.rest.shared': shared });
        }
        case 'cache-hit':
          return instruments.cacheHits.add(1, of);
        case 'cache-failed':
          return instruments.cacheFailures.add(1, {
            ...of,
            'tokenkeep.cache.operation': event.operation,
            'error.type': event.reason,
          });
        case 'lock-waited':
          return instruments.turnWait.record(event.durationMs / 1000, {
            ...of,
            'tokenkeep.turn.outcome': event.outcome,
          });
        case 'invalidated':
          return instruments.refusals.add(1, { ...of, 'tokenkeep.api.refusal.ignored': event.ignored });
        case 'resent':
          return instruments.resends.add(1, of);
        case 'flight-ended':
          // Told after `closed`, which has forgotten it.
          if (event.outcome !== 'closed') lives.landed(client, event.outcome === 'token', event.remainingMs);
          return;
        case 'closed':
          return lives.forget(client);
        default:
      }
    },
  };
}

function failureOf(event: Extract<TokenEvent, { type: 'exchanged' | 'exchange-failed' }>): Attributes {
  if (event.type === 'exchanged') return {};
  const { code, status } = event;
  return { 'error.type': code, ...(status === undefined ? {} : { 'http.response.status_code': status }) };
}
