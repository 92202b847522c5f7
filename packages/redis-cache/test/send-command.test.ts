import { testTokenCache } from '@tokenkeep/core/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redisCache, type SendCommand } from '../src/index.ts';
import { haveRedis, redisServer, type RedisServer } from './redis-server.ts';

const minuteMs = 60_000;

let server: RedisServer;
let client: Redis;
const sent: string[] = [];

/** A client that nobody knows, as a function. */
const send: SendCommand = async ([name, ...args]) => {
  sent.push(name);
  return client.call(name, ...args);
};

describe.skipIf(!haveRedis)('a client that is a function', () => {
  beforeAll(async () => {
    server = await redisServer();
    client = new Redis(server.url);
  });
  afterAll(async () => {
    client.disconnect();
    await server[Symbol.asyncDispose]();
  });
  beforeEach(() => void (sent.length = 0));

  testTokenCache('redisCache() over a function', () => redisCache(send));

  it('reads as it is set to, and at the master, by a script, while it holds a lock', async () => {
    const cache = redisCache(send);
    await cache.set('exact', 'value', Date.now() + minuteMs);
    expect(await cache.get('exact')).toBe('value');
    const lock = await cache.lock?.('exact', minuteMs);
    expect(await cache.get('exact')).toBe('value');
    await lock?.release();
    expect(await cache.get('exact')).toBe('value');
    expect(sent).toEqual(['SET', 'GETRANGE', 'EVAL', 'EVAL', 'EVAL', 'GETRANGE']);
  });

  it('reads under a lock where scripts are forbidden, too', async () => {
    const cache = redisCache(async (command) => {
      if (command[0] === 'EVAL') throw new Error("NOPERM User has no permissions to run the 'eval' command");
      return send(command);
    });
    await cache.set('plain', 'value', Date.now() + minuteMs);
    const lock = await cache.lock?.('plain', minuteMs);
    expect(lock).toBeDefined();
    expect(await cache.get('plain')).toBe('value');
    expect(await cache.lock?.('plain', minuteMs)).toBeUndefined();
  });

  it('stores for a Redis before 6.2, which does not know PXAT', async () => {
    const cache = redisCache(async (command) => {
      if (command.includes('PXAT')) throw new Error('ERR syntax error');
      return send(command);
    });
    await cache.set('old', 'value', Date.now() + minuteMs);
    expect(await cache.get('old')).toBe('value');
    const left = Number((await server.command('PTTL', 'tokenkeep:{old}')).slice(1));
    expect(left).toBeGreaterThan(minuteMs - 5000);
    expect(left).toBeLessThanOrEqual(minuteMs);
    await cache.set('old', 'value', Date.now() - 1);
    expect(await cache.get('old')).toBeUndefined();
  });

  it('does not fetch a value that is longer than a sealed token', async () => {
    const cache = redisCache(send);
    const longest = 'x'.repeat(24_576);
    await cache.set('long', longest, Date.now() + minuteMs);
    expect(await cache.get('long')).toBe(longest);
    await cache.set('long', `${longest}x`, Date.now() + minuteMs);
    expect(await cache.get('long')).toBeUndefined();
    await server.command('SETRANGE', 'tokenkeep:{long}', '10000000', 'x');
    const sentBytes = async (): Promise<number> =>
      Number(/total_net_output_bytes:(\d+)/.exec(await server.command('INFO', 'stats'))?.[1]);
    const before = await sentBytes();
    expect(await cache.get('long')).toBeUndefined();
    const lock = await cache.lock?.('long', minuteMs);
    expect(await cache.get('long')).toBeUndefined();
    await lock?.release();
    // Twice the longest value, and what INFO itself takes.
    expect((await sentBytes()) - before).toBeLessThan(80_000);
  });
});
