import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisCache } from '../src/index.ts';
import { clientKinds, type OpenClient } from './clients.ts';
import { haveRedis, redisServer, type RedisServer } from './redis-server.ts';

const minuteMs = 60_000;

describe.skipIf(!haveRedis).each(clientKinds)('a lock in Redis, by $name', ({ open }) => {
  let server: RedisServer;
  let opened: OpenClient;
  beforeAll(async () => {
    server = await redisServer();
    opened = await open(server.url);
  });
  afterAll(async () => {
    await opened[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  const pttl = async (key: string): Promise<number> => Number((await server.command('PTTL', key)).slice(1));

  /** How many scripts have run. */
  const evals = async (): Promise<number> =>
    Number(/cmdstat_eval:calls=(\d+)/.exec(await server.command('INFO', 'commandstats'))?.[1] ?? 0);

  it('has a lease of 4 s, which the living renew', async () => {
    const cache = redisCache(opened.client);
    const lock = await cache.lock?.('renewed', minuteMs);
    expect(await pttl('tokenkeep:{renewed}:lock')).toBeLessThanOrEqual(4000);
    await expect.poll(() => pttl('tokenkeep:{renewed}:lock'), { interval: 20, timeout: 10_000 }).toBeLessThan(3200);
    await expect.poll(() => pttl('tokenkeep:{renewed}:lock'), { interval: 20, timeout: 10_000 }).toBeGreaterThan(3500);
    await lock?.release();
    expect(await pttl('tokenkeep:{renewed}:lock')).toBe(-2);
  });

  it('is not renewed once it is somebody else’s, nor once it is released', async () => {
    const cache = redisCache(opened.client);
    const lost = await cache.lock?.('lost', minuteMs);
    await server.command('SET', 'tokenkeep:{lost}:lock', 'somebody else', 'PX', '60000');
    await server.command('CONFIG', 'RESETSTAT');
    const released = await cache.lock?.('released', minuteMs);
    await released?.release();
    // The one release, and the one renewal that found out.
    await expect.poll(evals, { timeout: 10_000 }).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await evals()).toBe(2);
    expect(await pttl('tokenkeep:{lost}:lock')).toBeGreaterThan(3000);
    await lost?.release();
    expect(await pttl('tokenkeep:{lost}:lock')).toBeGreaterThan(3000);
  });

  it('is given back when the answer that it is ours comes too late', async () => {
    const cache = redisCache(opened.client);
    await cache.get('warm');
    await server.command('CONFIG', 'RESETSTAT');
    server.freeze();
    await expect(cache.lock?.('late', minuteMs)).rejects.toThrow('Redis did not answer within 250 ms');
    server.thaw();
    await expect.poll(evals, { timeout: 10_000 }).toBe(1);
    expect(await pttl('tokenkeep:{late}:lock')).toBe(-2);
  });

  it('lies in the hash slot of its value, so that a cluster keeps them together', async () => {
    const cache = redisCache(opened.client, { prefix: 'app:' });
    await cache.set('slot', 'value', Date.now() + minuteMs);
    const lock = await cache.lock?.('slot', minuteMs);
    expect((await server.command('KEYS', 'app:*')).match(/app:\S+/g)?.sort()).toEqual([
      'app:{slot}',
      'app:{slot}:lock',
    ]);
    await lock?.release();
  });
});
