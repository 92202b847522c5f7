import { describe, expect, it, vi } from 'vitest';
import { TokenError, type TokenCache } from '../src/index.ts';
import { answerUnderTest, issuerUnderTest } from './issuer-under-test.ts';
import { outcomeOf, SharedWorld } from './shared-world.ts';

/** A memory cache whose locks are as told. */
function withLocks(world: SharedWorld, lock: NonNullable<TokenCache['lock']>): TokenCache {
  return { ...world.cache, lock };
}

describe('a turn that can never be had', () => {
  it('costs an extra exchange, not the call: a cache that always says no', async () => {
    await using world = new SharedWorld();
    const client = world.one({ cache: withLocks(world, async () => undefined) });
    const outcome = outcomeOf(client, world.clock);
    await world.clock.pass(8999);
    expect(outcome.current).toBeUndefined();
    await world.clock.pass(2);
    expect(outcome.current).toMatchObject({ token: 'token-1' });
    expect(world.events).toContainEqual(expect.objectContaining({ type: 'lock-waited', outcome: 'gave-up' }));
  });

  it('nor with four locks that a neighbour has squatted, or whose holders are stopped', async () => {
    await using world = new SharedWorld();
    const stopped = new Set<string>();
    const { cache } = world;
    const lock = async (key: string, ttlMs: number) => {
      if (/^tk2-[0-9a-f]{32}(-[1-3])?$/.test(key)) {
        stopped.add(key);
        return undefined;
      }
      return cache.lock?.(key, ttlMs);
    };
    const outcomes = world.add(20, { cache: withLocks(world, lock) }).map((client) => outcomeOf(client, world.clock));
    await world.clock.pass(10_000);
    expect(new Set(outcomes.map(({ current }) => current?.token))).toEqual(new Set(['token-1']));
    expect(stopped.size).toBe(4);
    // One takes the last lock; the others find its token.
    expect(world.issuer.startedAt).toHaveLength(1);
  });

  it('nor when whoever has the last lock says nothing either', async () => {
    await using world = new SharedWorld();
    const { cache } = world;
    const lock = async (key: string, ttlMs: number) =>
      /^tk2-[0-9a-f]{32}(-[1-4])?$/.test(key) ? undefined : cache.lock?.(key, ttlMs);
    const client = world.one({ cache: withLocks(world, lock) });
    const outcome = outcomeOf(client, world.clock);
    await world.clock.pass(10_000);
    expect(outcome.current).toMatchObject({ token: 'token-1' });
  });
});

describe('an issuer that takes 9 s of the 10', () => {
  it('serves twenty clients on one cache, by at most six exchanges', async () => {
    await using world = new SharedWorld();
    world.issuerTakes(9000);
    const outcomes = world.add(20).map((client) => outcomeOf(client, world.clock));
    await world.clock.pass(10_000);
    expect(new Set(outcomes.map(({ current }) => current?.token))).toEqual(new Set(['token-1']));
    expect(world.issuer.startedAt.length).toBeLessThanOrEqual(6);
  });

  it('serves a client without a cache, by the first answer, and gets no third exchange', async () => {
    await using world = new SharedWorld();
    world.issuerTakes(9000);
    const client = world.one({ cache: undefined });
    const outcome = outcomeOf(client, world.clock);
    await world.clock.pass(9001);
    expect(outcome.current).toMatchObject({ token: 'token-1', at: 9000 });
    expect(world.issuer.startedAt).toEqual([0, 5000]);
  });
});

describe('a holder that is stopped', () => {
  it('is exchanged beside at half of the time, and its token still counts if it comes first', async () => {
    await using world = new SharedWorld();
    let calls = 0;
    world.issuer.script = () =>
      new Promise((resolve) => {
        calls += 1;
        // The first, and its second attempt, take 8 s; the one beside it hangs.
        if (calls <= 1) world.clock.setTimer(() => resolve(world.issuer.grant()), 8000);
      });
    const [holder, waiter] = world.add(2);
    if (holder === undefined || waiter === undefined) throw new Error('no clients');
    const outcomes = [outcomeOf(holder, world.clock), outcomeOf(waiter, world.clock)];
    await world.clock.pass(10_000);
    expect(outcomes.map(({ current }) => current?.token)).toEqual(['token-1', 'token-1']);
    expect(outcomes[1]?.current?.at).toBeLessThan(9000);
  });
});

describe('a holder that has died, whose lock lapses later', () => {
  it('costs one exchange more, by who takes over: nobody exchanges beside that one at half of the time', async () => {
    await using world = new SharedWorld();
    const { cache } = world;
    world.issuerTakes(3500);
    const lock = async (key: string, ttlMs: number) => {
      if (/^tk2-[0-9a-f]{32}$/.test(key) && world.clock.monotonic() < 2500) return undefined;
      return cache.lock?.(key, ttlMs);
    };
    const outcomes = world.add(20, { cache: withLocks(world, lock) }).map((client) => outcomeOf(client, world.clock));
    await world.clock.pass(10_000);
    expect(new Set(outcomes.map(({ current }) => current?.token))).toEqual(new Set(['token-1']));
    expect(world.issuer.startedAt).toHaveLength(1);
  });

  it('and if who takes over hears nothing, the others have a fifth of the time', async () => {
    await using world = new SharedWorld();
    const { cache } = world;
    let calls = 0;
    world.issuer.script = () =>
      new Promise((resolve) => {
        calls += 1;
        // The first, by who took over, and its second attempt hang.
        if (calls > 2) world.clock.setTimer(() => resolve(world.issuer.grant()), 300);
      });
    const lock = async (key: string, ttlMs: number) => {
      if (/^tk2-[0-9a-f]{32}$/.test(key) && world.clock.monotonic() < 2500) return undefined;
      return cache.lock?.(key, ttlMs);
    };
    const outcomes = world.add(20, { cache: withLocks(world, lock) }).map((client) => outcomeOf(client, world.clock));
    await world.clock.pass(10_000);
    expect(outcomes.filter(({ current }) => current?.token === 'token-1')).toHaveLength(19);
    expect(world.issuer.startedAt.at(-1)).toBeCloseTo(8000, 0);
  });
});

describe('an exchange beside the holder of the turn', () => {
  it('ends once the holder has served: no request stays open, nor keeps a process alive', async () => {
    await using world = new SharedWorld();
    const issuer = issuerUnderTest({ url: 'https://issuer.test', apps: [{ appId: 'an app', appSecret: 'a secret' }] });
    const answer = answerUnderTest({ accessToken: 'holders', expiresIn: 3600 });
    const asked = vi.fn<() => void>();
    const holder = world.one({
      issuer,
      fetch: () => {
        asked();
        return new Promise((resolve) => void world.clock.setTimer(() => resolve(new Response(answer)), 7000));
      },
    });
    let signal: AbortSignal | null | undefined;
    const beside = world.one({
      issuer,
      fetch: (_, init) => {
        ({ signal } = init);
        return new Promise(() => undefined);
      },
    });
    outcomeOf(holder, world.clock);
    // In real time: the first exchange loads ky.
    await vi.waitFor(() => expect(asked).toHaveBeenCalled(), 10_000);
    await world.clock.pass(100);
    const outcome = outcomeOf(beside, world.clock);
    await world.clock.pass(6000);
    await vi.waitFor(() => expect(signal).toBeDefined(), 10_000);
    await world.clock.pass(3000);
    expect(outcome.current).toMatchObject({ token: 'holders' });
    expect(signal?.aborted).toBe(true);
  });

  it('that fails just after the holder has published costs nobody the token', async () => {
    await using world = new SharedWorld();
    const holder = world.one();
    const limited = new TokenError('slower', { code: 'ERR_TOKEN_RATE_LIMITED', retryAfterMs: 20_000 });
    world.issuer.script = (index) =>
      new Promise((resolve, reject) => {
        if (index === 0) world.clock.setTimer(() => resolve(world.issuer.grant()), 5990);
        else world.clock.setTimer(() => reject(limited), 1000);
      });
    outcomeOf(holder, world.clock);
    await world.clock.pass(1);
    const beside = world.one();
    const outcome = outcomeOf(beside, world.clock);
    await world.clock.pass(10_000);
    expect(outcome.current).toMatchObject({ token: 'token-1' });
  });
});
