import { TokenError } from '@tokenkeep/core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { redisCache, type RedisCacheOptions, type RedisClient } from '../src/index.ts';

const silent = (): Promise<never> => new Promise(() => undefined);
const client: RedisClient = { get: silent, set: silent, del: silent, eval: silent };

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
  it.each([undefined, 'redis://127.0.0.1', Promise.resolve(client), {}])('refuses what is no client: %s', (value) => {
    expect(() => redisCache(unchecked<RedisClient>(value))).toThrow(configError('not a URL or a promise'));
  });

  it.each(['a b', '{a}', 'a}', unchecked<string>(7)])('refuses the prefix %s', (prefix) => {
    expect(() => redisCache(client, { prefix })).toThrow(configError('prefix must be'));
  });

  it('refuses an option that it does not know', () => {
    expect(() => redisCache(client, unchecked<RedisCacheOptions>({ perfix: 'a:' }))).toThrow(configError('"perfix"'));
  });

  it('does nothing before it is used', () => {
    const calls: string[] = [];
    const watched = new Proxy(client, {
      get: (target, name) => {
        calls.push(String(name));
        return Reflect.get(target, name);
      },
    });
    redisCache(watched);
    expect(new Set(calls)).toEqual(new Set(['get', 'set', 'del', 'eval']));
  });

  it.each([
    ['get', () => redisCache(client).get('key')],
    ['set', () => redisCache(client).set('key', 'value', Date.now() + 1000)],
    ['delete', () => redisCache(client).delete('key')],
    ['lock', () => redisCache(client).lock?.('key', 1000)],
  ])('gives a silent Redis 250 ms: %s', async (_name, call) => {
    const startedAt = performance.now();
    await expect(call()).rejects.toThrow('Redis did not answer within 250 ms');
    expect(performance.now() - startedAt).toBeGreaterThan(240);
  });

  it.each([null, 'tokenkeep:'])('refuses options that are none: %s', (options) => {
    expect(() => redisCache(client, unchecked<RedisCacheOptions>(options))).toThrow(configError('pass { prefix }'));
  });

  it('does not go on renewing a lock whose renewal was under way when it was released', async () => {
    onTestFinished(() => void vi.useRealTimers());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const renewal = Promise.withResolvers<number>();
    let scripts = 0;
    const leaving: RedisClient = {
      ...client,
      set: async () => 'OK',
      eval: () => {
        scripts += 1;
        return scripts === 1 ? renewal.promise : Promise.reject(new Error('The client is offline.'));
      },
    };
    const lock = await redisCache(leaving).lock?.('key', 60_000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(scripts).toBe(1);
    await expect(lock?.release()).rejects.toThrow('offline');
    renewal.resolve(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(scripts).toBe(2);
  });

  it('renews a lock with a client that throws, and nobody hears of it', async () => {
    let renewals = 0;
    const throwing: RedisClient = {
      ...client,
      set: async () => 'OK',
      eval: () => {
        renewals += 1;
        throw new Error('The client is closed.');
      },
    };
    const lock = await redisCache(throwing).lock?.('key', 60_000);
    await expect.poll(() => renewals, { timeout: 10_000 }).toBe(1);
    await expect(lock?.release()).rejects.toThrow('The client is closed.');
  });
});
