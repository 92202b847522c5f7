import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { redisCache, type NodeRedisClient, type RedisCacheOptions } from '../src/index.ts';

const minuteMs = 60_000;

/** A Redis that answers until it is told to be silent. */
class Silent {
  silent = false;
  stored = '';
  readonly client: NodeRedisClient = {
    withTypeMapping: () => undefined,
    getRange: () => this.#reply(() => this.stored),
    set: () => this.#reply(() => 'OK'),
    eval: () => this.#reply(() => 1),
  };

  async #reply(answer: () => unknown): Promise<unknown> {
    return this.silent ? new Promise(() => undefined) : answer();
  }
}

/** How long each of the three operations is waited for. */
async function waits(
  redis: Silent,
  prepare: (cache: ReturnType<typeof redisCache>) => Promise<void>,
  options?: RedisCacheOptions,
): Promise<number[]> {
  onTestFinished(() => void vi.useRealTimers());
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  const cache = redisCache(redis.client, options);
  await prepare(cache);
  redis.silent = true;
  const results: number[] = [];
  for (const call of [() => cache.get('key'), () => cache.set('key', 'value', 1), () => cache.lock?.('key', 1000)]) {
    const startedAt = performance.now();
    const outcome = Promise.resolve(call()).catch((error: unknown) => error);
    await vi.runOnlyPendingTimersAsync();
    for (let step = 0; step < 4; step += 1) await vi.advanceTimersToNextTimerAsync();
    expect(await outcome).toMatchObject({ code: 'ETIMEDOUT' });
    results.push(performance.now() - startedAt);
  }
  return results;
}

describe('how long a command may take', () => {
  it('is 2 s while no token has been seen', async () => {
    expect(await waits(new Silent(), async () => undefined)).toEqual([2000, 2000, 2000]);
    const miss = async (cache: ReturnType<typeof redisCache>): Promise<void> => void (await cache.get('key'));
    expect(await waits(new Silent(), miss)).toEqual([2000, 2000, 2000]);
  });

  it('is 250 ms while a token that was stored lives, and 2 s after its end', async () => {
    const store = async (cache: ReturnType<typeof redisCache>): Promise<void> =>
      cache.set('key', 'value', Date.now() + 10 * minuteMs);
    expect(await waits(new Silent(), store)).toEqual([250, 250, 250]);
    const outlive = async (cache: ReturnType<typeof redisCache>): Promise<void> => {
      await store(cache);
      vi.setSystemTime(Date.now() + 10 * minuteMs);
    };
    expect(await waits(new Silent(), outlive)).toEqual([2000, 2000, 2000]);
  });

  it('is 250 ms for storing a token itself, since whoever stores it has it', async () => {
    onTestFinished(() => void vi.useRealTimers());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
    const redis = Object.assign(new Silent(), { silent: true });
    const stored = redisCache(redis.client).set('key', 'value', Date.now() + minuteMs);
    const outcome = stored.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(250);
    expect(await outcome).toMatchObject({ message: 'Redis did not answer within 250 ms.' });
  });

  it('is 250 ms for a minute after a token was found, and 2 s then', async () => {
    const full = (): Silent => Object.assign(new Silent(), { stored: 'value' });
    const find = async (cache: ReturnType<typeof redisCache>): Promise<void> => void (await cache.get('key'));
    expect(await waits(full(), find)).toEqual([250, 250, 250]);
    const later = async (cache: ReturnType<typeof redisCache>): Promise<void> => {
      await find(cache);
      vi.setSystemTime(Date.now() + minuteMs);
    };
    expect(await waits(full(), later)).toEqual([2000, 2000, 2000]);
  });

  it('is commandTimeoutMs instead of 250 ms, and instead of 2 s where it is more', async () => {
    const store = async (cache: ReturnType<typeof redisCache>): Promise<void> =>
      cache.set('key', 'value', Date.now() + minuteMs);
    expect(await waits(new Silent(), store, { commandTimeoutMs: 1000 })).toEqual([1000, 1000, 1000]);
    expect(await waits(new Silent(), store, { commandTimeoutMs: 3000 })).toEqual([3000, 3000, 3000]);
    const nothing = async (): Promise<void> => undefined;
    expect(await waits(new Silent(), nothing, { commandTimeoutMs: 3000 })).toEqual([3000, 3000, 3000]);
  });

  it('is told to core, which would give up sooner', () => {
    expect(redisCache(new Silent().client).timeoutMs).toBe(2100);
    expect(redisCache(new Silent().client, { commandTimeoutMs: 5000 }).timeoutMs).toBe(5100);
  });
});
