import type { TokenEvent } from '@tokenkeep/core';

/** What no field of an event may carry out of the process, whatever a future event or a careless caller puts there. */
export const planted = [
  'canary-secret',
  'canary-token',
  'canary-client-id',
  'canary-path',
  'canary-query',
  'canary-user',
  'canary-detail',
] as const;

const origin = 'https://canary-user:canary-secret@issuer.example.com:8443/canary-path?key=canary-query';
const detail = 'canary-detail';
const code = 'ERR_TOKEN_SERVER';
const times = { durationMs: 20, lifetimeMs: 60_000, remainingMs: 60_000 } as const;

/** One of each type, in an order that a flight has. TypeScript asks for a new type here. */
const events: { readonly [Type in TokenEvent['type']]: Extract<TokenEvent, { readonly type: Type }> } = {
  'flight-started': { type: 'flight-started', refresh: true },
  'flight-joined': { type: 'flight-joined' },
  'cache-failed': { type: 'cache-failed', operation: 'get', reason: 'error', detail, durationMs: 1, retryInMs: 1 },
  'cache-unused': { type: 'cache-unused' },
  'cache-hit': { type: 'cache-hit', remainingMs: 1 },
  'lock-waited': { type: 'lock-waited', outcome: 'gave-up', durationMs: 1 },
  'rest-shared': { type: 'rest-shared', code, durationMs: 1 },
  'second-attempt': { type: 'second-attempt', origin, afterMs: 1 },
  'exchange-failed': { type: 'exchange-failed', origin, code, detail, status: 503, durationMs: 1 },
  exchanged: { type: 'exchanged', origin, ...times },
  'same-token': { type: 'same-token', lifetimeMs: 1 },
  'served-stale': { type: 'served-stale', code, remainingMs: 1 },
  'cooling-down': { type: 'cooling-down', code, durationMs: 1 },
  'given-up': { type: 'given-up', stoodStillMs: 1 },
  'flight-ended': { type: 'flight-ended', outcome: 'failed', code, callers: 2, ...times },
  invalidated: { type: 'invalidated', ignored: false },
  resent: { type: 'resent' },
  'not-resent': { type: 'not-resent', reason: 'stream' },
  closed: { type: 'closed' },
};

/** Planted in each event as well, though none has such a field. */
const fields = {
  client: 'billing',
  appSecret: 'canary-secret',
  accessToken: 'canary-token',
  appId: 'canary-client-id',
  message: `refused canary-client-id at ${origin}`,
};

/** Every event but `closed`, after which the gauges tell nothing of the client. */
export const everyEvent: readonly TokenEvent[] = Object.values(events)
  .filter(({ type }) => type !== 'closed')
  .map((event) => Object.assign({}, event, fields));
