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

  it('has a lease of 3 s, which the living renew', async () => {
    const cache = redisCache(opened.client);
    const lock = await cache.lock?.('renewed', minuteMs);
    expect(await pttl('tokenkeep:{renewed}:lock')).toBeLessThanOrEqual(3000);
    await expect.poll(() => pttl('tokenkeep:{renewed}:lock'), { interval: 20, timeout: 10_000 }).toBeLessThan(2200);
    await expect.poll(() => pttl('tokenkeep:{renewed}:lock'), { interval: 20, timeout: 10_000 }).toBeGreaterThan(2500);
    await lock?.release();
    expect(await pttl('tokenkeep:{renewed}:lock')).toBe(-2);
  });

  it('is not renewed once it is somebody else’s', async () => {
    const lock = await redisCache(opened.client).lock?.('passed-on', minuteMs);
    await server.command('SET', 'tokenkeep:{passed-on}:lock', 'somebody else', 'PX', '1500');
    await expect.poll(() => pttl('tokenkeep:{passed-on}:lock'), { timeout: 10_000 }).toBe(-2);
    await lock?.release();
  });

  it('is given back when the answer that it is ours comes too late', async () => {
    const cache = redisCache(opened.client);
    await cache.get('warm');
    server.freeze();
    await expect(cache.lock?.('late', minuteMs)).rejects.toThrow('Redis did not answer within 250 ms');
    server.thaw();
    await expect.poll(() => pttl('tokenkeep:{late}:lock'), { timeout: 10_000 }).toBe(-2);
    expect(await server.command('INFO', 'commandstats')).toContain('cmdstat_eval');
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
