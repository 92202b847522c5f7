import { configError, readOptions, requireDuration, type TokenCache, type TokenCacheLock } from '@tokenkeep/core';
import { bounded } from './bounded.ts';
import { Patience } from './patience.ts';
import type { RedisClient } from './redis-client.ts';
import { redisCommands } from './redis-commands.ts';
import { RedisFailure } from './redis-failure.ts';
import { redisLock } from './redis-lock.ts';

/** Options of {@link redisCache}. */
export interface RedisCacheOptions {
  /** The prefix of all keys. Default: `tokenkeep:`. */
  readonly prefix?: string | undefined;
  /**
   * The limit for one command, in milliseconds. While this process knows of no valid token, the limit is 2 s, or this if it is
   * more. Three times the round trip is enough. Default: 250.
   */
  readonly commandTimeoutMs?: number | undefined;
}

/** No sealed token is longer; ASCII, so bytes are characters. (docs/why.md#sealed-length) */
const longestValue = 24_576;
/** A script runs at the master of its key, whatever a client is set to read from. (docs/why.md#read-at-the-master) */
const readScript = `return redis.call('getrange', KEYS[1], 0, ARGV[1])`;

/** For Redis before 6.2, which does not know PXAT, and refuses a time that is over. */
const setScript = `if tonumber(ARGV[2]) < 1 then return redis.call('del', KEYS[1]) end
return redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])`;

/**
 * Shares tokens between machines through Redis or Valkey. You connect the client and close it. A call rejects if Redis fails
 * or does not answer in time, which core counts as a miss.
 *
 * A token has two keys in one hash slot, the value and the lock: `tokenkeep:{tk2-…}` and `tokenkeep:{tk2-…}:lock`.
 *
 * @param client a client of `redis` 5 or newer, `ioredis` 5 or newer, or `iovalkey`; or a function that sends one command
 * @throws TokenError `ERR_TOKEN_CONFIG` for any other client, an unusable prefix or time, an unknown option
 */
export function redisCache(client: RedisClient, options: RedisCacheOptions = {}): TokenCache {
  const { prefix, commandTimeoutMs } = checkOptions(options);
  const commands = redisCommands(client);
  const patience = new Patience(commandTimeoutMs);
  const bound = <T>(reply: Promise<T>): Promise<T> =>
    bounded(reply, { boundMs: patience.boundMs, isReady: commands.isReady });
  const slot = (key: string): string => `${prefix}{${key}}`;
  const held = new Set<TokenCacheLock>();

  const read = (key: string): Promise<unknown> => commands.getRange(key, longestValue);
  /** Under a lock it has to be exact: a replica may not have yet what the holder before has published. */
  const readExactly = (key: string): Promise<unknown> =>
    commands.run(readScript, key, String(longestValue)).catch((error: unknown) => {
      if (RedisFailure.of(error).refused) return read(key);
      throw error;
    });

  return {
    // A little more than a command has, so that what is told is why it failed. (docs/why.md#redis-commands)
    timeoutMs: patience.longestMs + 100,
    async get(key) {
      try {
        const value = asString(await bound((held.size > 0 ? readExactly : read)(slot(key))));
        // Redis says '' for none.
        if (value === '' || value.length > longestValue) return undefined;
        patience.found();
        return value;
      } catch (error) {
        // Somebody else's list or hash: a miss, to be replaced.
        if (RedisFailure.of(error).code === 'WRONGTYPE') return undefined;
        throw error;
      }
    },
    async set(key, value, expiresAt) {
      // Whoever stores a token has it, and somebody waits for it.
      patience.stored(expiresAt);
      // Redis still gives a value in the millisecond of its PXAT, and refuses one that is not whole or not positive.
      // (docs/why.md#pxat)
      const lastAt = Math.max(1, Math.ceil(expiresAt) - 1);
      const stored = commands.set(slot(key), value, lastAt).catch((error: unknown) => {
        if (RedisFailure.of(error).code !== 'ERR') throw error;
        return commands.run(setScript, slot(key), value, String(lastAt - Date.now()));
      });
      await bound(stored);
    },
    async lock(key, ttlMs) {
      const taken = await redisLock({ commands, bound }, `${slot(key)}:lock`, ttlMs);
      if (taken === undefined) return undefined;
      const lock: TokenCacheLock = {
        release() {
          held.delete(lock);
          return taken.release();
        },
      };
      held.add(lock);
      return lock;
    },
  };
}

/** A client may be set to answer with buffers, and may say null for none. */
function asString(reply: unknown): string {
  if (typeof reply === 'string') return reply;
  return Buffer.isBuffer(reply) ? reply.toString() : '';
}

function checkOptions(given: RedisCacheOptions): { readonly prefix: string; readonly commandTimeoutMs: number } {
  const { prefix = 'tokenkeep:', commandTimeoutMs = 250 } = readOptions('redisCache()', given, [
    'prefix',
    'commandTimeoutMs',
  ]);
  if (typeof prefix !== 'string' || /[{}\s]/.test(prefix)) {
    throw configError('prefix must be a string without spaces and braces: correct it, or leave it out.');
  }
  requireDuration('commandTimeoutMs', commandTimeoutMs, 1);
  return { prefix, commandTimeoutMs };
}
