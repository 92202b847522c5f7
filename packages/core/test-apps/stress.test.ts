import { exchangesReach, Fleet, stop, type FleetOrder } from '@tokenkeep/fleet';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../test/caches/temporary-directory.ts';

const size = 50;
const member = new URL('../test/caches/fleet-member.mjs', import.meta.url);
/** Twenty by hand (`pnpm stress`), one in CI: each takes half a minute, and the seeds differ in latency alone. */
const rounds = Number(process.env['STRESS_ROUNDS'] ?? 1);
const roundNumbers = Array.from({ length: rounds }, (_, round) => round + 1);

function orderFor(server: MockServer, cache?: string, timeoutMs = 60_000): FleetOrder {
  return { credentials: { ...server.apps[0], baseUrl: server.url }, timeoutMs, ...(cache && { cache }) };
}

describe(`${size} processes on one file cache, rounds: ${rounds}`, () => {
  it.each(roundNumbers)('just started, round %d', async (round) => {
    await using server = await createMockServer({ latencyMs: { min: 50, max: 500 }, seed: round });
    using directory = temporaryDirectory();
    await using fleet = Fleet.cold(member, size);
    const { tokens, failures } = await fleet.order(orderFor(server, directory.path));
    expect(failures).toEqual([]);
    expect(tokens).toHaveLength(size);
    expect(server.counters().exchanges).toBe(1);
  });

  it.each(roundNumbers)('warm, round %d', async (round) => {
    await using fleet = await Fleet.start(member, size);
    // Each exchanges once before, so that what is tested is the cache and not the module loader.
    await using warm = await createMockServer();
    await fleet.order({ ...orderFor(warm), timeoutMs: 120_000 });

    await using calm = await createMockServer({ latencyMs: { min: 50, max: 500 }, seed: round });
    using cold = temporaryDirectory();
    const first = await fleet.order(orderFor(calm, cold.path));
    expect(first).toMatchObject({ failures: [], tokens: { length: size } });
    expect(calm.counters().exchanges).toBe(1);

    await using deadly = await createMockServer({ latencyMs: 2000, rolloverMs: Infinity });
    using killed = temporaryDirectory();
    let exchanging = 0;
    const second = await fleet.order(orderFor(deadly, killed.path), (child) => {
      exchanging += 1;
      if (exchanging === 1) void exchangesReach(deadly, 1).then(() => child.kill('SIGKILL'));
    });
    expect(second.failures).toEqual([]);
    expect(second.tokens.length).toBeGreaterThanOrEqual(size - 1);
    expect(deadly.counters().exchanges).toBeLessThanOrEqual(2);

    await using frozen = await createMockServer({ latencyMs: 300 });
    using stopped = temporaryDirectory();
    const before = fleet.size;
    exchanging = 0;
    const third = await fleet.order(orderFor(frozen, stopped.path, 16_000), (child) => {
      exchanging += 1;
      if (exchanging === 1) void exchangesReach(frozen, 1).then(() => stop(child));
    });
    expect(third.failures).toEqual([]);
    expect(third.tokens.length).toBeGreaterThanOrEqual(before - 1);
    // One of those who wait exchanges beside it, and serves the others.
    expect(third.waits['shared']).toBeGreaterThan(before / 2);
    expect(frozen.counters().exchanges).toBeLessThanOrEqual(3);
  });
});
