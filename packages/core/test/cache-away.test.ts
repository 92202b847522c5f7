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

  it('ends in a token also when finding out that the cache is silent took the last seconds of the one before', async () => {
    let silent = false;
    const cache = memoryCache({ clock: new SimulationClock() });
    const get = (key: string): Promise<string | undefined> => (silent ? new Promise(() => undefined) : cache.get(key));
    await using world = new SharedWorld({ lifetimeMs: 6000, rolloverMs: Infinity }, { ...cache, get, timeoutMs: 2100 });
    const [client] = world.add();
    await client?.getToken();
    silent = true;
    const outcomes: { readonly current?: { readonly token?: string | undefined } }[] = [];
    for (let asked = 0; asked < 300; asked += 1) {
      if (client) outcomes.push(outcomeOf(client, world.clock));
      await world.clock.pass(100);
    }
    await world.clock.pass(10_000);
    for (const { current } of outcomes) expect(current).toMatchObject({ token: expect.stringMatching(/^token-/) });
  });

  it('does not wait when somebody wants more than is left', async () => {
    const { world } = await dueWithoutCache(1);
    const [client] = world.clients;
    const wanted = client?.getToken({ minLifetimeMs: 3_600_000 });
    await world.clock.pass(3000);
    expect((await wanted)?.expiresIn).toBeGreaterThan(80_000);
    await world[Symbol.asyncDispose]();
  });

  it('has no more than a quarter of the time of who has no token, whatever it asks for', async () => {
    const silent = { ...memoryCache(), timeoutMs: 2100, get: () => new Promise<never>(() => undefined) };
    await using world = new SharedWorld({}, silent);
    const [client] = world.add(1, { timeoutMs: 2000 });
    const outcome = client && outcomeOf(client, world.clock);
    await world.clock.pass(2000);
    expect(outcome?.current?.token).toBe('token-1');
  });
});
