import { createTokenClient, symbl } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { redisCache } from '../src/index.ts';
import { haveRedis, redisServer } from '../test/redis-server.ts';

describe.skipIf(!haveRedis)('a Redis that is full, under volatile-ttl', () => {
  it('keeps the token over twenty cold starts, while neighbours write', async () => {
    await using server = await redisServer('--maxmemory', '6mb', '--maxmemory-policy', 'volatile-ttl');
    await using issuer = await createMockServer({ rolloverMs: Infinity });
    const neighbour = new Redis(server.port);
    let sessions = 0;
    const write = async (count: number): Promise<void> => {
      const batch = neighbour.pipeline();
      for (let written = 0; written < count; written += 1) {
        sessions += 1;
        batch.set(`session:${sessions}`, 'x'.repeat(1000), 'EX', 1800 + ((sessions * 7919) % 3600));
      }
      await batch.exec();
    };
    await write(8000);
    for (let start = 0; start < 20; start += 1) {
      const client = new Redis(server.url);
      await using tokens = createTokenClient({
        issuer: symbl({ ...issuer.apps[0], baseUrl: issuer.url }),
        cache: redisCache(client),
      });
      await tokens.getToken();
      client.disconnect();
      await write(2000);
    }
    neighbour.disconnect();
    expect(await server.command('INFO', 'stats')).toMatch(/evicted_keys:[1-9]\d{4}/);
    expect(issuer.counters().exchanges).toBe(1);
  });
});
