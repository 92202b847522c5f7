import { TokenError } from '@tokenkeep/core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ClientOfflineError } from 'redis';
import { redisCache, type NodeRedisClient, type RedisCacheOptions, type RedisClient } from '../src/index.ts';

const silent = (): Promise<never> => new Promise(() => undefined);
const client: NodeRedisClient = { withTypeMapping: silent, getRange: silent, set: silent, eval: silent };

/** What users of plain JavaScript may hand in. */
function unchecked<T>(value: unknown): T;
function unchecked(value: unknown): unknown {
  return value;
}

function configError(remedy: string): unknown {
  return expect.toSatisfy(
    (error) => TokenError.isInstance(error) && error.code === 'ERR_TOKEN_CONFIG' && error.message.includes(remedy),
  );
}

describe('redisCache()', () => {
  it.each([undefined, 'redis://127.0.0.1', Promise.resolve(client), {}, new Map()])(
    'refuses what is no client: %s',
    (value) => {
      expect(() => redisCache(unchecked<RedisClient>(value))).toThrow(configError('not a URL or a promise'));
    },
  );

  it('refuses a client of redis 4, which looks alike, and names the remedy', () => {
    const { getRange, set, eval: run } = client;
    const older = { getRange, set, eval: run };
    expect(() => redisCache(unchecked<RedisClient>(older))).toThrow(configError('update the package'));
  });

  it.each(['a b', '{a}', 'a}', unchecked<string>(7)])('refuses the prefix %s', (prefix) => {
    expect(() => redisCache(client, { prefix })).toThrow(configError('prefix must be'));
  });

  it.each([0, -1, NaN, Infinity, unchecked<number>('250')])('refuses the commandTimeoutMs %s', (commandTimeoutMs) => {
    expect(() => redisCache(client, { commandTimeoutMs })).toThrow(configError('commandTimeoutMs must be'));
  });

  it('refuses an option that it does not know', () => {
    expect(() => redisCache(client, unchecked<RedisCacheOptions>({ perfix: 'a:' }))).toThrow(configError('"perfix"'));
  });

  it.each([null, 'tokenkeep:'])('refuses options that are none: %s', (options) => {
    expect(() => redisCache(client, unchecked<RedisCacheOptions>(options))).toThrow(configError('object of options'));
  });

  it('sends nothing before it is used', () => {
    const calls: string[] = [];
    const call = (name: string) => (): Promise<unknown> => {
      calls.push(name);
      return silent();
    };
    redisCache({ withTypeMapping: silent, getRange: call('getRange'), set: call('set'), eval: call('eval') });
    expect(calls).toEqual([]);
  });

  it('does not go on renewing a lock whose renewal was under way when it was released', async () => {
    onTestFinished(() => void vi.useRealTimers());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const renewal = Promise.withResolvers<number>();
    let scripts = 0;
    const leaving: NodeRedisClient = {
      ...client,
      eval: async () => {
        scripts += 1;
        if (scripts === 1) return 1;
        return scripts === 2 ? renewal.promise : Promise.reject(new ClientOfflineError());
      },
    };
    const lock = await redisCache(leaving).lock?.('key', 60_000);
    await vi.advanceTimersByTimeAsync(400);
    expect(scripts).toBe(2);
    await expect(lock?.release()).rejects.toMatchObject({ code: 'ClientOfflineError' });
    renewal.resolve(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(scripts).toBe(3);
  });

  it('renews a lock with a client that throws, and nobody hears of it', async () => {
    let scripts = 0;
    const throwing: NodeRedisClient = {
      ...client,
      eval: () => {
        scripts += 1;
        if (scripts > 1) throw new ClientOfflineError();
        return Promise.resolve(1);
      },
    };
    const lock = await redisCache(throwing).lock?.('key', 60_000);
    await expect.poll(() => scripts, { timeout: 10_000 }).toBe(3);
    await expect(lock?.release()).rejects.toMatchObject({ code: 'ClientOfflineError' });
  });
});
