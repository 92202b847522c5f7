import { setTimeout as sleep } from 'node:timers/promises';
import { exchangesReach, Fleet, type FleetOrder } from '@tokenkeep/fleet';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { haveRedis, redisServer } from '../test/redis-server.ts';

const size = 8;
const member = new URL('../test/fleet-member.mjs', import.meta.url);

function orderFor(server: MockServer, cache: string): FleetOrder {
  return { credentials: { ...server.apps[0], baseUrl: server.url }, timeoutMs: 10_000, cache };
}

describe.skipIf(!haveRedis)('a holder of the lock that is killed', () => {
  it.each([
    [100, 1000],
    [500, 1000],
    [900, 1000],
    [500, 2500],
  ])('%d ms into its exchange of %d ms costs one more, by whoever has its lock next', async (afterMs, latencyMs) => {
    await using fleet = await Fleet.start(member, size);
    await using redis = await redisServer();
    // Each exchanges and connects once before, so that what is tested is the cache and not the module loader.
    await using warm = await createMockServer();
    await fleet.order(orderFor(warm, redis.url));

    await using server = await createMockServer({ latencyMs, rolloverMs: Infinity });
    let exchanging = 0;
    const { tokens, failures, waits } = await fleet.order(orderFor(server, redis.url), (child) => {
      exchanging += 1;
      if (exchanging > 1) return;
      void exchangesReach(server, 1)
        .then(() => sleep(afterMs))
        .then(() => child.kill('SIGKILL'));
    });
    expect(failures).toEqual([]);
    expect(tokens).toHaveLength(size - 1);
    expect(server.counters().exchanges).toBe(2);
    // By who had the dead one's lock next, and not by a spare lock, as at half of the ten seconds.
    expect(waits['acquired']).toBe(1);
  });
});
