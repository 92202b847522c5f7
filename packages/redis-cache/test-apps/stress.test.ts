import { exchangesReach, Fleet, stop, type FleetOrder } from '@tokenkeep/fleet';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { haveRedis, redisServer } from '../test/redis-server.ts';

const size = 50;
const member = new URL('../test/fleet-member.mjs', import.meta.url);
/** Twenty by hand (`pnpm stress`), one in CI: each takes a minute, and the seeds differ in latency alone. */
const rounds = Number(process.env['STRESS_ROUNDS'] ?? 1);
const roundNumbers = Array.from({ length: rounds }, (_, round) => round + 1);

function orderFor(server: MockServer, cache?: string): FleetOrder {
  return { credentials: { ...server.apps[0], baseUrl: server.url }, timeoutMs: 60_000, ...(cache && { cache }) };
}

describe.skipIf(!haveRedis)(`${size} processes on one Redis, rounds: ${rounds}`, () => {
  // Fifty that load their modules at once leave the holder of the lock no time to renew it, on two slow cores: its two
  // seconds pass, and another takes over: 2 exchanges where nothing else runs, more beside other work.
  it.each(
    roundNumbers.flatMap((round) => [
      { started: 16, exchanges: 1, round },
      { started: size, exchanges: 5, round },
    ]),
  )('just started, $started of them: at most $exchanges, round $round', async ({ started, exchanges, round }) => {
    await using redis = await redisServer();
    await using server = await createMockServer({ latencyMs: { min: 50, max: 500 }, seed: round });
    await using fleet = Fleet.cold(member, started);
    const { tokens, failures } = await fleet.order(orderFor(server, redis.url));
    expect(failures).toEqual([]);
    expect(tokens).toHaveLength(started);
    expect(server.counters().exchanges).toBeLessThanOrEqual(exchanges);
  });

  it.each(roundNumbers)('warm, round %d', async (round) => {
    await using fleet = await Fleet.start(member, size);
    await using redis = await redisServer();
    // Each exchanges and connects once before, so that what is tested is the cache and not the module loader.
    await using warm = await createMockServer();
    await fleet.order({ ...orderFor(warm), timeoutMs: 120_000 });
    await fleet.order(orderFor(warm, redis.url));

    await using calm = await createMockServer({ latencyMs: { min: 50, max: 500 }, seed: round });
    const first = await fleet.order(orderFor(calm, redis.url));
    expect(first).toMatchObject({ failures: [], tokens: { length: size } });
    expect(calm.counters().exchanges).toBe(1);

    await using deadly = await createMockServer({ latencyMs: 2000, rolloverMs: Infinity });
    let exchanging = 0;
    const second = await fleet.order(orderFor(deadly, redis.url), (child) => {
      exchanging += 1;
      if (exchanging <= 2) void exchangesReach(deadly, exchanging).then(() => child.kill('SIGKILL'));
    });
    expect(second.failures).toEqual([]);
    expect(second.tokens.length).toBeGreaterThanOrEqual(size - 2);
    expect(deadly.counters().exchanges).toBeLessThanOrEqual(3);

    // A holder that is stopped does not renew: another takes over after 2 s.
    await using frozen = await createMockServer({ latencyMs: 300 });
    const before = fleet.size;
    exchanging = 0;
    const third = await fleet.order(orderFor(frozen, redis.url), (child) => {
      exchanging += 1;
      if (exchanging === 1) void exchangesReach(frozen, 1).then(() => stop(child));
    });
    expect(third.failures).toEqual([]);
    expect(third.tokens.length).toBeGreaterThanOrEqual(before - 1);
    expect(frozen.counters().exchanges).toBeLessThanOrEqual(2);
  });
});
