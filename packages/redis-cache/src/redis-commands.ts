import { configError } from '@tokenkeep/core';
import type { IoredisClient, NodeRedisClient, RedisClient, SendCommand } from './redis-client.ts';

/** The four commands that the cache needs, in one form for every client. Whoever calls one bounds it. */
export interface RedisCommands {
  /** @returns whether the client is connected; `undefined` when it does not say */
  isReady(): boolean | undefined;
  /** The beginning of a value, up to `last` and its byte; of a replica's, where the client is set to read from those. */
  getRange(key: string, last: number): Promise<unknown>;
  /** @param expiresAt whole epoch milliseconds */
  set(key: string, value: string, expiresAt: number): Promise<unknown>;
  /** @returns `OK` when the key was free */
  setIfAbsent(key: string, value: string, ttlMs: number): Promise<unknown>;
  /** Runs a Lua script on one key, at its master. */
  run(script: string, key: string, ...values: string[]): Promise<unknown>;
}

/**
 * The commands of whichever client it is. They reject, and never throw.
 *
 * | has | is |
 * | --- | --- |
 * | nothing but being a function | one that sends a command |
 * | `defineCommand`, `getrange`, `set`, `eval` | ioredis, iovalkey |
 * | `withTypeMapping`, `getRange`, `set`, `eval` | node-redis 5 or newer |
 * | anything else: redis 4, Upstash, GLIDE, Bun, a URL, a promise | refused: their `set` would store without expiry |
 *
 * @throws TokenError `ERR_TOKEN_CONFIG`
 */
export function redisCommands(client: RedisClient): RedisCommands {
  if (typeof client === 'function') return sentCommands(client);
  if (isIoredis(client)) return ioredisCommands(client);
  if (isNodeRedis(client)) return nodeRedisCommands(client);
  if (has(client, ['getRange', 'set', 'eval'])) {
    throw configError('redisCache() needs redis 5 or newer, whose commands take other arguments: update the package.');
  }
  throw configError(
    'redisCache() needs a client of redis 5, ioredis 5 (or newer) or iovalkey, not a URL or a promise: pass one, ' +
      'or for any other client a function that sends a command, as the README of @tokenkeep/redis-cache shows.',
  );
}

function isIoredis(client: unknown): client is IoredisClient {
  return has(client, ['defineCommand', 'getrange', 'set', 'eval']);
}

function isNodeRedis(client: unknown): client is NodeRedisClient {
  return has(client, ['withTypeMapping', 'getRange', 'set', 'eval']);
}

function has(client: unknown, functions: readonly string[]): boolean {
  return functions.every((name) => typeof Reflect.get(Object(client), name) === 'function');
}

function nodeRedisCommands(client: NodeRedisClient): RedisCommands {
  return {
    isReady: () => client.isReady,
    getRange: async (key, last) => client.getRange(key, 0, last),
    set: async (key, value, expiresAt) => client.set(key, value, { expiration: { type: 'PXAT', value: expiresAt } }),
    setIfAbsent: async (key, value, ttlMs) =>
      client.set(key, value, { condition: 'NX', expiration: { type: 'PX', value: ttlMs } }),
    run: async (script, key, ...values) => client.eval(script, { keys: [key], arguments: values }),
  };
}

function ioredisCommands(client: IoredisClient): RedisCommands {
  return {
    isReady: () => client.status === 'ready',
    getRange: async (key, last) => client.getrange(key, 0, last),
    set: async (key, value, expiresAt) => client.set(key, value, 'PXAT', expiresAt),
    setIfAbsent: async (key, value, ttlMs) => client.set(key, value, 'PX', ttlMs, 'NX'),
    run: async (script, key, ...values) => client.eval(script, 1, key, ...values),
  };
}

function sentCommands(send: SendCommand): RedisCommands {
  return {
    isReady: () => undefined,
    getRange: async (key, last) => send(['GETRANGE', key, '0', String(last)]),
    set: async (key, value, expiresAt) => send(['SET', key, value, 'PXAT', String(expiresAt)]),
    setIfAbsent: async (key, value, ttlMs) => send(['SET', key, value, 'PX', String(ttlMs), 'NX']),
    run: async (script, key, ...values) => send(['EVAL', script, '1', key, ...values]),
  };
}
