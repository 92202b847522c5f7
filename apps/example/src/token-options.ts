import { symbl, type Clock, type TokenCache, type TokenClientOptions } from '@tokenkeep/core';
import { fileCache } from '@tokenkeep/core/file-cache';
import { redisCache } from '@tokenkeep/redis-cache';
import { createClient } from 'redis';
import { tellHost, travellingClock } from './messages.ts';

/** The options that every application of the example gives to its adapter. Yours need `issuer` alone. */
export function tokenOptions(): TokenClientOptions {
  const clock = travellingClock();
  return { issuer: symbl(), cache: sharedCache(clock), onEvent: (event) => tellHost({ type: 'event', event }), clock };
}

/** The cache that the host chose, by `EXAMPLE_CACHE`; `undefined` for each its own memory. */
function sharedCache(clock: Clock): TokenCache | undefined {
  const path = process.env['EXAMPLE_CACHE_PATH'] ?? '';
  if (process.env['EXAMPLE_CACHE'] === 'file') return fileCache({ directory: path, clock });
  if (process.env['EXAMPLE_CACHE'] !== 'redis') return undefined;
  const client = createClient({ socket: { path, tls: false } });
  // Core reports what fails; without a listener the process would end.
  client.on('error', () => undefined);
  client.connect().catch(() => undefined);
  return redisCache(client);
}
