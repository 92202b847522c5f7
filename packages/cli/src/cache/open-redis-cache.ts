import type { TokenCache } from '@tokenkeep/core';
import { UsageError } from '../usage-error.ts';

/** A cache in Redis, with the connection behind it. */
export interface RedisTokenCache {
  readonly cache: TokenCache;
  readonly close: () => void;
}

/**
 * Connects to Redis with the `redis` package. A Redis that is down costs 2 s at most, after which the cache counts as
 * empty, as `redisCache()` says.
 *
 * @throws UsageError when a package is missing or the URL cannot be used
 */
export async function openRedisCache(url: string): Promise<RedisTokenCache> {
  const [{ createClient }, { redisCache }] = await Promise.all([
    load(() => import('redis'), 'redis'),
    load(() => import('@tokenkeep/redis-cache'), '@tokenkeep/redis-cache'),
  ]);
  let client: ReturnType<typeof createClient>;
  try {
    // What is not connected by then is not waited for once more at each command.
    client = createClient({ url, socket: { connectTimeout: connectMs }, disableOfflineQueue: true });
  } catch {
    throw new UsageError('The URL of Redis cannot be used: write it as redis://host:6379, or rediss:// for TLS.');
  }
  // What fails is an event of the cache; unheard, node-redis would end the process.
  client.on('error', () => undefined);
  const connected = client.connect().then(
    () => true,
    () => false,
  );
  // It goes on trying behind.
  await Promise.race([connected, new Promise((resolve) => setTimeout(resolve, connectMs).unref())]);
  return { cache: redisCache(client), close: () => client.destroy() };
}

// As long as a cold caller may wait for a command of redisCache().
const connectMs = 2000;

async function load<Loaded>(imported: () => Promise<Loaded>, name: string): Promise<Loaded> {
  try {
    return await imported();
  } catch {
    throw new UsageError(`--redis needs the package ${name}: npm install redis @tokenkeep/redis-cache.`);
  }
}
