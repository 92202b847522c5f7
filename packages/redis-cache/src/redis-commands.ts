import type { IoredisClient, NodeRedisClient, RedisClient } from './redis-client.ts';

/** The five commands that the cache needs, in one form for both packages. Whoever calls one bounds it. */
export interface RedisCommands {
  get(key: string): Promise<unknown>;
  /** @param expiresAt whole epoch milliseconds */
  set(key: string, value: string, expiresAt: number): Promise<unknown>;
  /** @returns `OK` when the key was free */
  setIfAbsent(key: string, value: string, ttlMs: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  /** Runs a Lua script on one key. */
  run(script: string, key: string, ...values: string[]): Promise<unknown>;
}

/** The commands of whichever client it is. They reject, and never throw. */
export function redisCommands(client: RedisClient): RedisCommands {
  return 'defineCommand' in client ? ioredisCommands(client) : nodeRedisCommands(client);
}

function nodeRedisCommands(client: NodeRedisClient): RedisCommands {
  return {
    get: async (key) => client.get(key),
    set: async (key, value, expiresAt) => client.set(key, value, { expiration: { type: 'PXAT', value: expiresAt } }),
    setIfAbsent: async (key, value, ttlMs) =>
      client.set(key, value, { condition: 'NX', expiration: { type: 'PX', value: ttlMs } }),
    delete: async (key) => client.del(key),
    run: async (script, key, ...values) => client.eval(script, { keys: [key], arguments: values }),
  };
}

function ioredisCommands(client: IoredisClient): RedisCommands {
  return {
    get: async (key) => client.get(key),
    set: async (key, value, expiresAt) => client.set(key, value, 'PXAT', expiresAt),
    setIfAbsent: async (key, value, ttlMs) => client.set(key, value, 'PX', ttlMs, 'NX'),
    delete: async (key) => client.del(key),
    run: async (script, key, ...values) => client.eval(script, 1, key, ...values),
  };
}
