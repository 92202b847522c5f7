import { describe, expect, it } from 'vitest';
import { drained } from './drained.ts';
import { outcomeOf, SharedWorld } from './shared-world.ts';

describe('a process that stands still', () => {
  it('past its timeout, in its first exchange, gives the flight up without a rest; who waits gets a token', async () => {
    await using world = new SharedWorld();
    const client = world.one({ cache: undefined });
    world.issuer.script = (index) => (index === 0 ? new Promise(() => undefined) : undefined);
    const waiting = outcomeOf(client, world.clock);
    await world.clock.pass(400);
    world.clock.tick(14_000);
    const first = outcomeOf(client, world.clock);
    await world.clock.pass(500);
    expect([waiting.current?.token, first.current?.token]).toEqual(['token-1', 'token-1']);
    const told = new Set(world.events.map(({ type }) => type));
    expect([...told].filter((type) => !type.startsWith('flight-')).sort()).toEqual(['exchanged', 'given-up']);
  });

  it('charges it to no caller: one who waited 9 s and stood still for 5 has another second', async () => {
    await using world = new SharedWorld();
    const client = world.one({ cache: undefined });
    world.issuer.script = () => new Promise(() => undefined);
    const waiting = outcomeOf(client, world.clock);
    await world.clock.pass(9000);
    world.issuer.script = undefined;
    world.clock.tick(5000);
    await world.clock.pass(499);
    expect(waiting.current).toBeUndefined();
    await world.clock.pass(2);
    expect(waiting.current?.token).toBe('token-1');
  });

  it('ends the wait of one who came late no sooner than its own time is up', async () => {
    await using world = new SharedWorld();
    const client = world.one({ cache: undefined });
    const slowly = new Promise<void>((resolve) => void world.clock.setTimer(resolve, 25_000));
    // Two attempts, then the flight that is started once the process runs again.
    world.issuer.script = (index) =>
      index < 2 ? new Promise(() => undefined) : slowly.then(() => world.issuer.grant());
    const first = outcomeOf(client, world.clock);
    await world.clock.pass(7000);
    world.clock.tick(14_000);
    await world.clock.pass(1500);
    const late = [outcomeOf(client, world.clock), outcomeOf(client, world.clock)];
    await world.clock.pass(2000);
    expect(first.current?.code).toBe('ERR_TOKEN_TIMEOUT');
    await world.clock.pass(1000);
    expect(late.map(({ current }) => current?.token)).toEqual(['token-1', 'token-1']);
    expect(world.issuer.startedAt).toHaveLength(3);
  });

  it('in a refresh loses no token, and blames nobody', async () => {
    await using world = new SharedWorld({ rolloverMs: Infinity });
    const client = world.one({ cache: undefined });
    await client.getToken();
    await world.clock.pass(86_400_000 - 100_000);
    world.issuer.script = () => new Promise(() => undefined);
    const served = outcomeOf(client, world.clock);
    await world.clock.pass(1);
    expect(served.current?.token).toBe('token-1');
    world.clock.tick(14_000);
    world.issuer.script = undefined;
    const thawed = outcomeOf(client, world.clock);
    await world.clock.pass(600);
    expect(thawed.current?.token).toBeDefined();
    expect(world.events.map(({ type }) => type)).not.toContain('cooling-down');
    expect(world.events.map(({ type }) => type)).not.toContain('exchange-failed');
    // The next call refreshes.
    outcomeOf(client, world.clock);
    await world.clock.pass(10);
    expect(client.status().state).toBe('fresh');
  });

  it('while a connection dies has that attempt made again, and not counted', async () => {
    await using world = new SharedWorld();
    const client = world.one({ cache: undefined });
    world.issuer.script = (index) =>
      index > 2
        ? undefined
        : new Promise((_, reject) => void world.clock.setTimer(() => reject(new TypeError('fetch failed')), 3000));
    const waiting = outcomeOf(client, world.clock);
    for (let n = 0; n < 3; n += 1) {
      await drained();
      world.clock.tick(3000);
    }
    await drained();
    expect(waiting.current?.token).toBe('token-1');
    expect(world.events.map(({ type }) => type)).not.toContain('exchange-failed');
  });
});

describe('a machine that is suspended, or whose clock is set, in an exchange', () => {
  it('has a second attempt at once, and the first answer counts', async () => {
    await using world = new SharedWorld();
    const client = world.one({ cache: undefined });
    world.issuer.script = (index) => (index === 0 ? new Promise(() => undefined) : undefined);
    const waiting = outcomeOf(client, world.clock);
    await drained();
    world.clock.jump(3_600_000);
    await world.clock.pass(300);
    await drained();
    expect(waiting.current?.token).toBe('token-1');
    expect(world.events.map(({ type }) => type)).not.toContain('given-up');
  });

  it('loses no answer that was on its way: an issuer that takes 6 s serves', async () => {
    await using world = new SharedWorld();
    const client = world.one({ cache: undefined });
    world.issuerTakes(6000);
    const waiting = outcomeOf(client, world.clock);
    await world.clock.pass(4500);
    world.clock.jump(9000);
    await world.clock.pass(1600);
    expect(waiting.current?.token).toBe('token-1');
    expect(world.issuer.startedAt).toHaveLength(2);
  });
});
