import { describe, expect, it } from 'vitest';
import type { TokenCache } from '../src/index.ts';
import { outcomeOf, SharedWorld } from './shared-world.ts';

/** How long each call of a cache takes, milliseconds. `Infinity`: it never ends. */
type Delays = Partial<Record<'get' | 'set' | 'lock', number>>;

function slow(world: SharedWorld, delays: Delays, timeoutMs: number, locks = true): TokenCache {
  const { cache, clock } = world;
  const pass = (delayMs = 0): Promise<void> =>
    new Promise((resolve) => void (delayMs < Infinity && clock.setTimer(resolve, delayMs)));
  return {
    timeoutMs,
    get: (key) => pass(delays.get).then(() => cache.get(key)),
    set: (key, value, expiresAt) => pass(delays.set).then(() => cache.set(key, value, expiresAt)),
    lock: (key, ttlMs) => pass(delays.lock).then(() => (locks ? cache.lock?.(key, ttlMs) : undefined)),
  };
}

describe('a slow cache', () => {
  it.each<[string, Delays, number, boolean, number, number]>([
    ['takes longer than the whole call may', { get: Infinity, set: Infinity, lock: Infinity }, 2100, true, 2000, 0],
    ['hangs while a token that came late is published', { set: Infinity }, 2000, true, 10_000, 8500],
    ['says no to every lock, after 400 ms', { get: 400, lock: 400 }, 500, false, 10_000, 400],
    ['says no to every lock, after 1.5 s', { get: 1500, lock: 1500 }, 2000, false, 10_000, 400],
  ])('that %s costs nobody a token', async (_, delays, cacheTimeoutMs, locks, timeoutMs, issuerMs) => {
    await using world = new SharedWorld({ latencyMs: issuerMs });
    const cache = slow(world, delays, cacheTimeoutMs, locks);
    const [client] = world.add(1, { timeoutMs, cache });
    if (client === undefined) throw new Error('no client');
    const outcome = outcomeOf(client, world.clock);
    await world.clock.pass(12_000);
    expect(outcome.current).toMatchObject({ token: 'token-1' });
    expect(world.events.map(({ type }) => type)).not.toContain('cooling-down');
  });
});
