import { TokenError, type TokenCache } from '@tokenkeep/core';
import { bounded } from './bounded.ts';
import type { RedisClient } from './redis-client.ts';
import { redisCommands } from './redis-commands.ts';
import { redisLock } from './redis-lock.ts';

/** Options of {@link redisCache}. */
export interface RedisCacheOptions {
  /** What the keys begin with. Default: `tokenkeep:`. */
  readonly prefix?: string | undefined;
}

/**
 * Shares tokens between machines through Redis 6.2 or newer, with a client of `redis` or `ioredis` that you have
 * connected, and that you close. Each command is given 250 ms; it rejects when Redis fails or says nothing, which
 * core takes for a miss.
 *
 * A token's two keys, the value and the lock, lie in one hash slot: `tokenkeep:{tk1-…}` and `tokenkeep:{tk1-…}:lock`.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` for what is no client, an unusable prefix, an unknown option
 */
export function redisCache(client: RedisClient, options: RedisCacheOptions = {}): TokenCache {
  checkClient(client);
  const prefix = checkOptions(options);
  const commands = redisCommands(client);
  const slot = (key: string): string => `${prefix}{${key}}`;

  return {
    async get(key) {
      try {
        return asString(await bounded(commands.get(slot(key))));
      } catch (error) {
        // Somebody else's list or hash: a miss, to be replaced.
        if (Object(error).code === 'WRONGTYPE') return undefined;
        throw error;
      }
    },
    async set(key, value, expiresAt) {
      // Redis still gives a value in the millisecond of its PXAT, and refuses one that is not whole or not positive.
      const lastAt = Math.max(1, Math.ceil(expiresAt) - 1);
      await bounded(commands.set(slot(key), value, lastAt));
    },
    lock: (key, ttlMs) => redisLock(commands, `${slot(key)}:lock`, ttlMs),
  };
}

/** A client may be set to answer with buffers. */
function asString(reply: unknown): string | undefined {
  if (typeof reply === 'string') return reply;
  return Buffer.isBuffer(reply) ? reply.toString() : undefined;
}

function checkClient(client: RedisClient): void {
  const functions = ['get', 'set', 'del', 'eval'];
  if (functions.every((name) => typeof Reflect.get(Object(client), name) === 'function')) return;
  throw configError(
    'redisCache() needs a client of redis or ioredis: pass what createClient() or new Redis() gives, not a URL or a promise.',
  );
}

function checkOptions(options: RedisCacheOptions): string {
  if (typeof options !== 'object' || options === null) {
    throw configError('The options of redisCache() must be an object: pass { prefix }, or leave them out.');
  }
  const unknown = Object.keys(options).find((name) => name !== 'prefix');
  if (unknown !== undefined) {
    throw configError(`redisCache() does not know the option "${unknown}": remove it, or use prefix.`);
  }
  const { prefix = 'tokenkeep:' } = options;
  if (typeof prefix !== 'string' || /[{}\s]/.test(prefix)) {
    throw configError('prefix must be a string without spaces and braces: correct it, or leave it out.');
  }
  return prefix;
}

function configError(message: string): TokenError {
  return new TokenError(message, { code: 'ERR_TOKEN_CONFIG' });
}
