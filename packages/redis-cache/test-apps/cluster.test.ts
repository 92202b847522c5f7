import { once } from 'node:events';
import { exchangesReach } from '@tokenkeep/fleet';
import { Cluster } from 'ioredis';
import { createCluster } from 'redis';
import { describe, expect, it } from 'vitest';
import type { OpenClient } from '../test/clients.ts';
import { haveRedis } from '../test/redis-server.ts';
import { clientFleet, type ClientFleet } from './client-fleet.ts';
import { redisCluster, type RedisCluster } from './redis-cluster.ts';

const size = 20;

/** Half of them use the one package, half the other; both read from replicas. */
async function open(cluster: RedisCluster, index: number): Promise<OpenClient> {
  const { username, password } = cluster;
  if (index % 2 === 0) {
    const client = new Cluster(
      cluster.ports.map((port) => ({ host: '127.0.0.1', port })),
      { scaleReads: 'slave', redisOptions: { username, password, socketTimeout: 5000 } },
    );
    client.on('error', () => undefined);
    await once(client, 'ready');
    return {
      client,
      ping: () => client.ping(),
      [Symbol.asyncDispose]: async () => client.disconnect(),
    };
  }
  const client = createCluster({
    rootNodes: cluster.ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })),
    useReplicas: true,
    defaults: { username, password, pingInterval: 10_000, socket: { socketTimeout: 15_000, reconnectStrategy: 500 } },
  });
  client.on('error', () => undefined);
  await client.connect();
  return {
    client,
    ping: async () => undefined,
    [Symbol.asyncDispose]: async () => client.destroy(),
  };
}

async function fleetOn(cluster: RedisCluster, latencyMs?: number): Promise<ClientFleet> {
  return clientFleet(size, (index) => open(cluster, index), latencyMs);
}

/** The key that everything lies under, for whoever is in charge of it. */
async function keyIn(cluster: RedisCluster): Promise<string> {
  return cluster.findKey(/tokenkeep:\{tk2-[0-9a-f]{32}\}/);
}

describe.skipIf(!haveRedis)(`${size} instances on a Redis Cluster whose replicas answer reads`, () => {
  it.each([20, 300, 1000])('make one exchange per life when replicas lag by %d ms', async (delayMs) => {
    await using cluster = await redisCluster({ delayMs });
    await using fleet = await fleetOn(cluster);
    const first = await fleet.start();
    fleet.passUntilRefreshIsDue();
    await fleet.askUntilRefreshed(first);
    expect(fleet.issuer.counters().exchanges).toBe(2);
    expect([...fleet.failures, ...fleet.cacheFailures]).toEqual([]);
    expect(await cluster.denied()).toEqual([]);
  });

  it('make two exchanges at most when the master of the key is killed during a refresh', async () => {
    await using cluster = await redisCluster();
    await using fleet = await fleetOn(cluster, 1500);
    const first = await fleet.start();
    const master = await cluster.masterOf(await keyIn(cluster));
    fleet.passUntilRefreshIsDue();
    const refreshed = fleet.askUntilRefreshed(first);
    await exchangesReach(fleet.issuer, 2);
    await master.kill();
    await refreshed;
    expect(await cluster.denied()).toEqual([]);
    expect(fleet.failures).toEqual([]);
    expect(fleet.issuer.counters().exchanges).toBeLessThanOrEqual(3);
    expect((await fleet.askAll()).size).toBeLessThanOrEqual(2);
  });

  it('make one exchange when the slot of the key is moved during a refresh', async () => {
    await using cluster = await redisCluster();
    await using fleet = await fleetOn(cluster, 1500);
    const first = await fleet.start();
    fleet.passUntilRefreshIsDue();
    const refreshed = fleet.askUntilRefreshed(first);
    await exchangesReach(fleet.issuer, 2);
    await cluster.moveSlotOf(await keyIn(cluster));
    await refreshed;
    expect(fleet.failures).toEqual([]);
    expect(fleet.issuer.counters().exchanges).toBe(2);
    expect((await fleet.askAll()).size).toBe(1);
    expect(fleet.cacheFailures).toEqual([]);
    expect(await cluster.denied()).toEqual([]);
  });
});
