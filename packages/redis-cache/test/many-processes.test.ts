import { exchangesReach, Fleet, type FleetOrder } from '@tokenkeep/fleet';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveRedis, redisServer } from './redis-server.ts';

/** Fifty in test-apps/stress.test.ts. */
const size = 20;
const member = new URL('fleet-member.mjs', import.meta.url);

function orderFor(server: MockServer, cache?: string): FleetOrder {
  return { credentials: { ...server.apps[0], baseUrl: server.url }, timeoutMs: 60_000, ...(cache && { cache }) };
}

describe.skipIf(!haveRedis)(`${size} processes without a token on one Redis`, { timeout: 120_000 }, () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await Fleet.start(member, size);
    // Each exchanges and connects once before, so that what is tested is the cache and not the module loader.
    await using redis = await redisServer();
    await using server = await createMockServer();
    await fleet.order({ ...orderFor(server), timeoutMs: 120_000 });
    await fleet.order(orderFor(server, redis.url));
  }, 120_000);
  afterAll(() => fleet?.[Symbol.asyncDispose]());

  it('make one exchange', async () => {
    await using redis = await redisServer();
    await using server = await createMockServer({ latencyMs: 300 });
    const { tokens, failures } = await fleet.order(orderFor(server, redis.url));
    expect(failures).toEqual([]);
    expect(tokens).toHaveLength(size);
    expect(new Set(tokens).size).toBe(1);
    expect(server.counters().exchanges).toBe(1);
  });

  it('are all served when two holders of the lock are killed in their exchanges, with one more', async () => {
    await using redis = await redisServer();
    await using server = await createMockServer({ latencyMs: 2000, rolloverMs: Infinity });
    let exchanging = 0;
    const { tokens, failures } = await fleet.order(orderFor(server, redis.url), (child) => {
      exchanging += 1;
      if (exchanging <= 2) void exchangesReach(server, exchanging).then(() => child.kill('SIGKILL'));
    });
    expect(failures).toEqual([]);
    expect(tokens.length).toBeGreaterThanOrEqual(size - 2);
    expect(server.counters().exchanges).toBeLessThanOrEqual(3);
  });
});
