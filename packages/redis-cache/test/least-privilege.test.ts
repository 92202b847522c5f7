import { describe, expect, it } from 'vitest';
import { redisCache } from '../src/index.ts';
import { clientKinds, type ClientKind } from './clients.ts';
import { deniedBy, leastPrivilege } from './least-privilege.ts';
import { haveRedis, redisServer, type RedisServer } from './redis-server.ts';

/** All that a cache ever does: a value, a lock that is asked for by another, renewed and released, and one left by a neighbour. */
async function useEverything({ open }: ClientKind, server: RedisServer): Promise<void> {
  await server.command('SET', 'tokenkeep:{squatted}:lock', 'squatter');
  await using opened = await open(server.url);
  const cache = redisCache(opened.client);
  await cache.set('key', 'value', Date.now() + 60_000);
  await cache.get('key');
  const lock = await cache.lock?.('key', 60_000);
  await Promise.allSettled([cache.get('key'), cache.lock?.('key', 1000), cache.lock?.('squatted', 1000)]);
  // Four scripts so far, then a renewal.
  const stats = (): Promise<string> => server.command('INFO', 'commandstats');
  await expect.poll(stats, { timeout: 1500 }).toMatch(/cmdstat_eval:calls=[5-9]/);
  await lock?.release().catch(() => undefined);
  await opened.ping().catch(() => undefined);
}

describe.skipIf(!haveRedis).each(clientKinds)('the user of the README, with $name', (kind) => {
  it('is denied nothing', async () => {
    await using server = await redisServer();
    await useEverything(kind, server);
    expect(await deniedBy(server)).toEqual([]);
  });

  const commands = leastPrivilege('').flatMap((word) => /^\+(.*)/.exec(word)?.[1] ?? []);
  it.each(commands.filter((name) => name !== 'info' && name !== 'ping'))('needs +%s', async (command) => {
    await using server = await redisServer();
    await server.command('ACL', 'SETUSER', 'tokenkeep', `-${command}`);
    await useEverything(kind, server).catch(() => undefined);
    expect(await deniedBy(server)).toContain(command);
  });
});
