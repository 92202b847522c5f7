import { describe, expect, it } from 'vitest';
import { memoryCache, type TokenCache } from '../src/index.ts';
import { drained } from './drained.ts';
import { outcomeOf, SharedWorld } from './shared-world.ts';

describe('close()', () => {
  it('blames nobody for the exchange that it ends', async () => {
    await using world = new SharedWorld();
    world.issuerTakes(5000);
    const client = world.one({ cache: undefined });
    const outcome = outcomeOf(client, world.clock);
    await world.clock.pass(1000);
    await client.close();
    await drained();
    expect(outcome.current).toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
    expect(world.events.map(({ type }) => type)).toEqual(['flight-started', 'closed', 'flight-ended']);
  });

  it('resolves once the lock is given back, so that the next process need not wait', async () => {
    await using world = new SharedWorld();
    const released: string[] = [];
    const memory = memoryCache({ clock: world.clock });
    const lock = async (key: string, ttlMs: number) => {
      const held = await memory.lock?.(key, ttlMs);
      return (
        held && {
          async release() {
            await new Promise<void>((resolve) => void world.clock.setTimer(resolve, 300));
            await held.release();
            released.push(key);
          },
        }
      );
    };
    world.issuerTakes(5000);
    const client = world.one({ cache: { ...memory, lock } });
    const outcome = outcomeOf(client, world.clock);
    await world.clock.pass(1000);
    let closedAt: number | undefined;
    void client.close().then(() => (closedAt = world.clock.monotonic()));
    await drained();
    expect(outcome.current).toMatchObject({ code: 'ERR_TOKEN_CLOSED', at: 1000 });
    await world.clock.pass(299);
    expect([released, closedAt]).toEqual([[], undefined]);
    await world.clock.pass(2);
    await drained();
    expect([released.length, closedAt]).toEqual([1, 1300]);
  });

  it('waits no longer than 1.2 s for a cache that hangs', async () => {
    await using world = new SharedWorld();
    const lock = async () => ({ release: () => new Promise<void>(() => undefined) });
    world.issuerTakes(5000);
    const client = world.one({ cache: { ...world.cache, lock } });
    outcomeOf(client, world.clock);
    await world.clock.pass(1000);
    let closed = false;
    void client.close().then(() => (closed = true));
    await world.clock.pass(1200);
    expect(closed).toBe(true);
  });
});

describe('a client that is closed while it waits for a turn', () => {
  it('sends no exchange once it gets it', async () => {
    await using world = new SharedWorld();
    const { cache } = world;
    const answered = Promise.withResolvers<void>();
    const lock: TokenCache['lock'] = (key, ttlMs) => answered.promise.then(() => cache.lock?.(key, ttlMs));
    const client = world.one({ cache: { ...cache, lock } });
    client.getToken().catch(() => undefined);
    await drained();
    const closed = client.close();
    answered.resolve();
    await world.clock.pass(2000);
    await closed;
    expect(world.issuer.startedAt).toHaveLength(0);
  });
});
