import { describe, expect, it, vi } from 'vitest';
import { deriveCacheKeys, type CacheKeys } from '../cache/cache-key.ts';
import { GuardedCache } from '../cache/guarded-cache.ts';
import { memoryCache } from '../cache/memory-cache.ts';
import type { TokenCache } from '../cache/token-cache.ts';
import { Deadline } from '../concurrency/deadline.ts';
import type { TokenEvent } from '../events.ts';
import type { TokenIssuer } from '../issuer/token-issuer.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { FaultyCache, type CacheOperation } from '../testing/faulty-cache.ts';
import { AccessToken } from '../token/access-token.ts';
import { Secret } from '../token/secret.ts';
import { CachedTokenSource } from './cached-token-source.ts';
import type { TokenRequest } from './token-source.ts';

const hourMs = 3_600_000;

interface Process {
  readonly source: CachedTokenSource;
  readonly events: TokenEvent[];
  /** Asks as the sources above do: with a deadline. */
  ask(request?: TokenRequest, timeoutMs?: number): Promise<AccessToken>;
}

/** Processes that share a cache and a clock; each exchange is counted and ends when the test says. */
class World {
  readonly clock = new FakeClock();
  readonly cache: FaultyCache;
  readonly replacing: (string | undefined)[] = [];
  exchanges = 0;
  secret = 'secret';
  lifetimeMs = hourMs;
  /** Awaited by every exchange. */
  exchanging: Promise<unknown> = Promise.resolve();
  /** How long each exchange takes besides, by the clock. */
  slowMs = 0;

  constructor(cache?: TokenCache) {
    this.cache = new FaultyCache(cache ?? memoryCache({ clock: this.clock }));
  }

  /** Resolves once the cache has been called: the keys are derived, which takes real time. */
  async called(operation: CacheOperation, times: number): Promise<void> {
    await vi.waitUntil(() => this.cache.calls.filter((call) => call === operation).length === times, 5000);
  }

  process(): Process {
    const { clock } = this;
    const events: TokenEvent[] = [];
    const onEvent = (event: TokenEvent): void => void events.push(event);
    const issuer: TokenIssuer = {
      origin: 'https://api.example.com',
      apiOrigins: [],
      prepare: () => ({
        identity: ['test', 'https://api.example.com', 'app'],
        secret: new Secret(this.secret),
        exchange: () => Promise.reject(new Error('The source below exchanges.')),
      }),
    };
    const inner = {
      getToken: async ({ replacing }: TokenRequest = {}): Promise<AccessToken> => {
        this.exchanges += 1;
        this.replacing.push(replacing?.accessToken);
        const accessToken = `token-${this.exchanges}`;
        await this.exchanging;
        const { lifetimeMs, slowMs } = this;
        if (slowMs > 0) await new Promise<void>((resolve) => void clock.setTimer(resolve, slowMs));
        return new AccessToken({ accessToken, expiresAt: clock.now() + lifetimeMs, lifetimeMs }, clock);
      },
      invalidate: async () => undefined,
    };
    const source = new CachedTokenSource({
      inner,
      cache: new GuardedCache(this.cache, { clock, onEvent }),
      issuer,
      policy: { refreshWindowMs: 300_000, expiryLeewayMs: 30_000 },
      clock,
      onEvent,
      random: () => 0.5,
    });
    return {
      source,
      events,
      ask: (request, timeoutMs = 10_000) => {
        const deadline = new Deadline(clock, timeoutMs, () => new Error('deadline'));
        return deadline.race(source.getToken({ ...request, deadline })).finally(() => deadline.end());
      },
    };
  }
}

function types(events: readonly TokenEvent[]): readonly string[] {
  return events.map((event) => (event.type === 'lock-waited' ? `${event.type} ${event.outcome}` : event.type));
}

describe('a cached source', () => {
  it('exchanges once, and gives the next process the same token', async () => {
    const world = new World();
    const [first, second] = [world.process(), world.process()];
    const token = await first.ask();
    const shared = await second.ask();
    expect([shared.accessToken, shared.expiresAt, shared.lifetimeMs]).toEqual([
      token.accessToken,
      token.expiresAt,
      token.lifetimeMs,
    ]);
    expect(world.exchanges).toBe(1);
    expect(types(second.events)).toEqual(['cache-hit']);
  });

  it('lets others wait for the process that exchanges, and publishes before it unlocks', async () => {
    const world = new World();
    let finish: () => void = () => undefined;
    world.exchanging = new Promise<void>((resolve) => (finish = resolve));
    const [first, second] = [world.process(), world.process()];
    const one = first.ask();
    await world.called('lock', 1);
    const other = second.ask();
    await world.called('lock', 2);
    await world.clock.advance(2000);
    finish();
    const { accessToken } = await one;
    // What is read from the cache is opened in real time: it may take a turn or two.
    let shared: AccessToken | undefined;
    void other.then((token) => (shared = token));
    await vi.waitUntil(async () => {
      await world.clock.advance(100);
      return shared !== undefined;
    });
    expect(shared?.accessToken).toBe(accessToken);
    expect(world.exchanges).toBe(1);
    expect(types(second.events)).toEqual(['cache-hit', 'lock-waited shared']);
  });

  it('takes over from a process that died in its exchange', async () => {
    const world = new World();
    const [first, second] = [world.process(), world.process()];
    await first.ask();
    const { cacheKey } = await keyOf(world);
    await world.cache.delete(cacheKey);
    // The dead process' lock, which lapses after 3 s.
    await world.cache.lock?.(cacheKey, 3000);
    const taken = second.ask();
    await world.called('lock', 3);
    await world.clock.advance(2900);
    expect(world.exchanges).toBe(1);
    await world.clock.advance(1000);
    await taken;
    expect(world.exchanges).toBe(2);
    expect(types(second.events)).toEqual(['lock-waited acquired']);
  });

  it('goes on without the lock in time for an exchange of its own, when the holder never finishes', async () => {
    const world = new World();
    const [first, second, third] = [world.process(), world.process(), world.process()];
    await first.ask();
    const { cacheKey } = await keyOf(world);
    await world.cache.delete(cacheKey);
    await world.cache.lock?.(cacheKey, hourMs);
    const alone = second.ask({}, 10_000);
    await world.called('lock', 3);
    // Past the moment at which it gives up, and short of its deadline.
    await world.clock.advance(8_500);
    expect((await alone).accessToken).toBe('token-2');
    expect(types(second.events)).toEqual(['lock-waited gave-up']);
    // And publishes all the same.
    expect((await third.ask()).accessToken).toBe('token-2');
  });

  it.each([6000, 9000])('waits for a slow exchange of %d ms, with few beside it however many wait', async (slowMs) => {
    const world = new World();
    world.slowMs = slowMs;
    const answers = Promise.all(Array.from({ length: 20 }, () => world.process().ask()));
    await world.called('lock', 20);
    for (let ms = 0; ms < 10_000; ms += 100) await world.clock.advance(100);
    const tokens = await answers;
    expect(new Set(tokens.map(({ accessToken }) => accessToken))).toEqual(new Set(['token-1']));
    expect(world.exchanges).toBe(slowMs === 6000 ? 2 : 4);
  });

  it('serves even if a second and a third holder never finish either', async () => {
    const world = new World();
    const { cacheKey } = await keyOf(world);
    for (const key of [cacheKey, `${cacheKey}-1`, `${cacheKey}-2`]) await world.cache.lock?.(key, hourMs);
    const alone = world.process().ask();
    await world.called('lock', 4);
    await world.clock.advance(9900);
    expect((await alone).accessToken).toBe('token-1');
  });

  it('neither finds nor opens what another secret has sealed', async () => {
    const world = new World();
    const process = world.process();
    await process.ask();
    world.secret = 'rotated';
    expect((await process.ask()).accessToken).toBe('token-2');
    world.secret = 'secret';
    expect((await process.ask()).accessToken).toBe('token-1');
  });

  it('takes from the cache what replaces a token, but not the token itself', async () => {
    const world = new World();
    const [first, second] = [world.process(), world.process()];
    const held = await first.ask();
    expect((await first.ask({ replacing: held })).accessToken).toBe('token-2');
    expect((await second.ask({ replacing: held })).accessToken).toBe('token-2');
    expect(world.exchanges).toBe(2);
    expect(world.replacing).toEqual([undefined, 'token-1']);
  });

  it('takes a token that is due for a refresh for a start, but not as a replacement', async () => {
    const world = new World();
    const [first, second] = [world.process(), world.process()];
    const held = await first.ask();
    world.clock.tick(hourMs - 200_000);
    expect((await second.ask()).accessToken).toBe('token-1');
    expect((await second.ask({ replacing: held })).accessToken).toBe('token-2');
  });

  it('asks for more life than the cached token has left', async () => {
    const world = new World();
    const process = world.process();
    await process.ask();
    world.clock.tick(hourMs / 2);
    expect((await process.ask({ minLifetimeMs: hourMs / 2 - 1 })).accessToken).toBe('token-1');
    expect((await process.ask({ minLifetimeMs: hourMs / 2 })).accessToken).toBe('token-2');
  });

  it('does not believe a cached token that has more left than it was granted: a clock was set back', async () => {
    const world = new World();
    const [first, second] = [world.process(), world.process()];
    await first.ask();
    world.clock.jump(-60_000);
    expect((await second.ask()).accessToken).toBe('token-2');
  });

  it('deletes the token that the API refused, and no newer one', async () => {
    const world = new World();
    const [first, second] = [world.process(), world.process()];
    const refused = await first.ask();
    await second.ask();
    await first.source.invalidate(refused);
    expect((await first.ask()).accessToken).toBe('token-2');
    await second.source.invalidate(refused);
    expect((await second.ask()).accessToken).toBe('token-2');
    expect(world.exchanges).toBe(2);
  });

  it('unlocks after a failed exchange, so that the next process can try', async () => {
    const world = new World();
    let fail: () => void = () => undefined;
    world.exchanging = new Promise<void>((_resolve, reject) => (fail = () => reject(new Error('refused'))));
    const failing = world.process().ask();
    await world.called('lock', 1);
    fail();
    await expect(failing).rejects.toThrow('refused');
    world.exchanging = Promise.resolve();
    expect((await world.process().ask()).accessToken).toBe('token-2');
  });

  it.each(['rejects', 'throws', 'poisoned'] as const)('serves over a cache that is broken: %s', async (fault) => {
    const world = new World();
    world.cache.break(fault);
    expect((await world.process().ask()).accessToken).toBe('token-1');
  });

  it('serves over a cache that hangs, 500 ms later', async () => {
    const world = new World();
    world.cache.break('hangs');
    const served = world.process().ask();
    await world.called('get', 1);
    await world.clock.advance(500);
    expect((await served).accessToken).toBe('token-1');
    expect(world.cache.calls).toEqual(['get']);
  });

  it('does not let a cache that hangs cost the token that came just in time', async () => {
    const world = new World();
    world.cache.break('hangs', ['set', 'release']);
    let finish: () => void = () => undefined;
    world.exchanging = new Promise<void>((resolve) => (finish = resolve));
    const served = world.process().ask({}, 10_000);
    await world.called('lock', 1);
    await world.clock.advance(9500);
    finish();
    expect((await served).accessToken).toBe('token-1');
  });

  it('survives a cache that gives what is no string', async () => {
    const world = new World({ ...memoryCache(), get: async () => JSON.parse('7') });
    expect((await world.process().ask()).accessToken).toBe('token-1');
  });
});

function keyOf(world: World): Promise<CacheKeys> {
  return deriveCacheKeys({ identity: ['test', 'https://api.example.com', 'app'], secret: new Secret(world.secret) });
}
