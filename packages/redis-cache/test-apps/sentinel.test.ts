import { once } from 'node:events';
import { exchangesReach } from '@tokenkeep/fleet';
import { Redis } from 'ioredis';
import { createSentinel } from 'redis';
import { describe, expect, it } from 'vitest';
import type { OpenClient } from '../test/clients.ts';
import { haveRedis, type RedisServer } from '../test/redis-server.ts';
import { clientFleet } from './client-fleet.ts';
import { redisSentinels, type RedisSentinels } from './redis-sentinels.ts';

const size = 20;

/** Half of them use the one package, half the other, as the README sets them. */
async function open({ name, sentinelPorts, username, password }: RedisSentinels, index: number): Promise<OpenClient> {
  const sentinels = sentinelPorts.map((port) => ({ host: '127.0.0.1', port }));
  if (index % 2 === 0) {
    const client = new Redis({ sentinels, name, username, password, socketTimeout: 5000 });
    client.on('error', () => undefined);
    await once(client, 'ready');
    return { client, ping: () => client.ping(), [Symbol.asyncDispose]: async () => client.disconnect() };
  }
  const socket = { socketTimeout: 15_000, reconnectStrategy: 500 };
  const client = createSentinel({
    name,
    sentinelRootNodes: sentinels,
    nodeClientOptions: { username, password, pingInterval: 10_000, socket },
  });
  client.on('error', () => undefined);
  await client.connect();
  return { client, ping: async () => undefined, [Symbol.asyncDispose]: async () => client.destroy() };
}

describe.skipIf(!haveRedis)(`${size} instances on a Redis that sentinels watch`, () => {
  it.each([
    ['killed', (master: RedisServer) => master.kill()],
    ['stopped', async (master: RedisServer) => master.freeze()],
  ])('make two exchanges at most when the master is %s during a refresh', async (_how, fell) => {
    await using redis = await redisSentinels();
    await using fleet = await clientFleet(size, (index) => open(redis, index), 1500);
    const first = await fleet.start();
    const master = await redis.master();
    fleet.passUntilRefreshIsDue();
    const refreshed = fleet.askUntilRefreshed(first);
    await exchangesReach(fleet.issuer, 2);
    await fell(master);
    await refreshed;
    expect(await redis.denied()).toEqual([]);
    expect(fleet.failures).toEqual([]);
    expect(fleet.issuer.counters().exchanges).toBeLessThanOrEqual(3);
    expect((await fleet.askAll()).size).toBeLessThanOrEqual(2);
  });
});
