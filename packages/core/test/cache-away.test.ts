import { describe, expect, it } from 'vitest';
import { memoryCache } from '../src/index.ts';
import { FaultyCache } from '../src/testing/index.ts';
import { outcomeOf, SharedWorld } from './shared-world.ts';
import { SimulationClock } from './simulation-clock.ts';

const day = 86_400_000;

/** A fleet whose tokens are due, and whose cache is out of reach. */
async function dueWithoutCache(count: number): Promise<{ world: SharedWorld; faulty: FaultyCache }> {
  const faulty = new FaultyCache(memoryCache({ clock: new SimulationClock() }));
  const world = new SharedWorld({ rolloverMs: Infinity }, faulty);
  for (const client of world.add(count)) await client.getToken();
  // Refreshes are due from 300 to 225 s before the end; half of that window is over 150 to 112 s before it.
  await world.clock.pass(day - 224_000);
  faulty.break('rejects');
  return { world, faulty };
}

async function callFor(world: SharedWorld, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    const outcomes = world.clients.map((client) => outcomeOf(client, world.clock));
    await world.clock.pass(1000);
    for (const { current } of outcomes) expect(current?.token).toBeDefined();
  }
}

describe('a refresh while the cache is out of reach', () => {
  it('waits for it while the token has more than half of its window left: a failover costs no exchange', async () => {
    const { world, faulty } = await dueWithoutCache(10);
    const before = world.issuer.startedAt.length;
    await callFor(world, 30);
    expect(world.issuer.startedAt).toHaveLength(before);
    faulty.mend();
    await callFor(world, 35);
    // Back again: one exchanges for all.
    expect(world.issuer.startedAt).toHaveLength(before + 1);
    await world[Symbol.asyncDispose]();
  });

  it('does not wait for it for ever: in the second half of the window each refreshes for itself', async () => {
    const { world } = await dueWithoutCache(3);
    const before = world.issuer.startedAt.length;
    await callFor(world, 120);
    expect(world.issuer.startedAt).toHaveLength(before + 3);
    await world[Symbol.asyncDispose]();
  });

  it('is not waited for by who asks for more life than the token has left', async () => {
    const faulty = new FaultyCache();
    await using world = new SharedWorld({ rolloverMs: Infinity }, faulty);
    const [client] = world.add();
    await client?.getToken();
    await world.clock.pass(day / 2);
    faulty.break('rejects');
    expect(await client?.getToken({ minLifetimeMs: day / 2 })).toMatchObject({ accessToken: 'token-2' });
  });

  it('is not waited for by who has no token at all', async () => {
    const faulty = new FaultyCache();
    faulty.break('rejects');
    await using world = new SharedWorld({}, faulty);
    const [client] = world.add();
    expect((await client?.getToken())?.accessToken).toBe('token-1');
  });
});
