import { exchangesReach, Fleet, type FleetOrder } from '@tokenkeep/fleet';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDirectory } from './temporary-directory.ts';

/** Fifty in test-apps/stress.test.ts, which stops a holder as well. */
const size = 20;
const member = new URL('fleet-member.mjs', import.meta.url);

function orderFor(server: MockServer, cache?: string): FleetOrder {
  return { credentials: { ...server.apps[0], baseUrl: server.url }, timeoutMs: 60_000, ...(cache && { cache }) };
}

describe(`${size} processes without a token on one file cache`, { timeout: 120_000 }, () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await Fleet.start(member, size);
    // Each exchanges once before, so that what is tested is the cache and not the module loader.
    await using server = await createMockServer();
    await fleet.order({ ...orderFor(server), timeoutMs: 120_000 });
  }, 120_000);
  afterAll(() => fleet?.[Symbol.asyncDispose]());

  it('make one exchange', async () => {
    await using server = await createMockServer({ latencyMs: 300 });
    using directory = temporaryDirectory();
    const { tokens, failures } = await fleet.order(orderFor(server, directory.path));
    expect(failures).toEqual([]);
    expect(tokens).toHaveLength(size);
    expect(new Set(tokens).size).toBe(1);
    expect(server.counters().exchanges).toBe(1);
  });

  it('are all served when the holder of the lock is killed in its exchange, with one more', async () => {
    await using server = await createMockServer({ latencyMs: 2000, rolloverMs: Infinity });
    using directory = temporaryDirectory();
    let exchanging = 0;
    const { tokens, failures } = await fleet.order(orderFor(server, directory.path), (child) => {
      exchanging += 1;
      if (exchanging === 1) void exchangesReach(server, 1).then(() => child.kill('SIGKILL'));
    });
    expect(failures).toEqual([]);
    expect(tokens.length).toBeGreaterThanOrEqual(size - 1);
    expect(new Set(tokens).size).toBe(1);
    expect(server.counters().exchanges).toBeLessThanOrEqual(2);
  });
});
