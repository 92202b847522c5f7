import type { Clock, TokenCache } from '@tokenkeep/core';
import { fileCache } from '@tokenkeep/core/file-cache';
import { redisCache } from '@tokenkeep/redis-cache';
import { createClient } from 'redis';

/** The cache that the host chose for all applications, by `EXAMPLE_CACHE`; `undefined` for each its own memory. */
export function sharedCache(clock: Clock): TokenCache | undefined {
  const path = process.env['EXAMPLE_CACHE_PATH'] ?? '';
  switch (process.env['EXAMPLE_CACHE']) {
    case 'file':
      return fileCache({ directory: path, clock });
    case 'redis': {
      const client = createClient({ socket: { path, tls: false } });
      // Core reports what fails; without a listener the process would end.
      client.on('error', () => undefined);
      client.connect().catch(() => undefined);
      return redisCache(client);
    }
    default:
      return undefined;
  }
}
