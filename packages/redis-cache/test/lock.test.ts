import type { TokenCacheLock } from '@tokenkeep/core';
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

  it('has a lease of 2 s, which the living renew', async () => {
    const cache = redisCache(opened.client);
    const lock = await cache.lock?.('renewed', minuteMs);
    expect(await pttl('tokenkeep:{renewed}:lock')).toBeLessThanOrEqual(2000);
    await expect.poll(() => pttl('tokenkeep:{renewed}:lock'), { interval: 20, timeout: 10_000 }).toBeLessThan(1800);
    await expect.poll(() => pttl('tokenkeep:{renewed}:lock'), { interval: 20, timeout: 10_000 }).toBeGreaterThan(1850);
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
    // One taken, one released, and the one renewal that found out.
    await expect.poll(evals, { timeout: 10_000 }).toBe(3);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await evals()).toBe(3);
    expect(await pttl('tokenkeep:{lost}:lock')).toBeGreaterThan(3000);
    await lost?.release();
    expect(await pttl('tokenkeep:{lost}:lock')).toBeGreaterThan(3000);
  });

  it('is given back when the answer that it is ours comes too late', async () => {
    const cache = redisCache(opened.client);
    await cache.set('warm', 'value', Date.now() + minuteMs);
    await server.command('CONFIG', 'RESETSTAT');
    server.freeze();
    await expect(cache.lock?.('late', minuteMs)).rejects.toThrow('Redis did not answer within 250 ms');
    server.thaw();
    // Taken late, and released.
    await expect.poll(evals, { timeout: 10_000 }).toBe(2);
    expect(await pttl('tokenkeep:{late}:lock')).toBe(-2);
  });

  it.each([
    ['a value without an end', (key: string) => [['SET', key, 'squatter']]],
    ['a list without an end', (key: string) => [['RPUSH', key, 'squatter']]],
    [
      'a value with an end that no lease has',
      (key: string) => [
        ['SET', key, 'squatter'],
        ['EXPIRE', key, '86400'],
      ],
    ],
  ])('is had within a lease when a neighbour has left %s in its place', async (what, squat) => {
    const cache = redisCache(opened.client);
    const key = what.replaceAll(' ', '-');
    for (const command of squat(`tokenkeep:{${key}}:lock`)) await server.command(...command);
    expect(await cache.lock?.(key, minuteMs)).toBeUndefined();
    const left = await pttl(`tokenkeep:{${key}}:lock`);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(2000);
    let lock: TokenCacheLock | undefined;
    const take = async (): Promise<unknown> => (lock = await cache.lock?.(key, minuteMs));
    await expect.poll(take, { interval: 100, timeout: 5000 }).toBeDefined();
    await lock?.release();
  });

  it('is not made longer by those who ask for it', async () => {
    const cache = redisCache(opened.client);
    const lock = await cache.lock?.('asked', 1000);
    for (let asked = 0; asked < 10; asked += 1) expect(await cache.lock?.('asked', minuteMs)).toBeUndefined();
    expect(await pttl('tokenkeep:{asked}:lock')).toBeLessThanOrEqual(1000);
    await lock?.release();
  });

  it('tells of a renewal that was refused when it is released', async () => {
    await server.command('ACL', 'SETUSER', 'forgetful', 'on', '>pass', '~*', '+@all', '-pexpire');
    await using refused = await open(`redis://forgetful:pass@127.0.0.1:${server.port}`);
    const lock = await redisCache(refused.client).lock?.('refused', minuteMs);
    await server.command('CONFIG', 'RESETSTAT');
    // The answer to the first has come by the time the second is sent.
    await expect.poll(evals, { timeout: 10_000 }).toBe(2);
    await expect(lock?.release()).rejects.toMatchObject({ code: 'NOPERM' });
    expect(await pttl('tokenkeep:{refused}:lock')).toBe(-2);
  });

  it('lies in the hash slot of its value, so that a cluster keeps them together', async () => {
    const cache = redisCache(opened.client, { prefix: 'tokenkeep:app:' });
    await cache.set('slot', 'value', Date.now() + minuteMs);
    const lock = await cache.lock?.('slot', minuteMs);
    expect((await server.command('KEYS', 'tokenkeep:app:*')).match(/tokenkeep:app:\S+/g)?.sort()).toEqual([
      'tokenkeep:app:{slot}',
      'tokenkeep:app:{slot}:lock',
    ]);
    await lock?.release();
  });
});
