import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { memoryCache } from './memory-cache.ts';

describe('memoryCache()', () => {
  it('keeps the latest entries when there are too many', async () => {
    const cache = memoryCache({ maxEntries: 2 });
    const expiresAt = Date.now() + 60_000;
    await cache.set('a', '1', expiresAt);
    await cache.set('b', '2', expiresAt);
    await cache.set('a', '3', expiresAt);
    await cache.set('c', '4', expiresAt);
    expect([await cache.get('a'), await cache.get('b'), await cache.get('c')]).toEqual(['3', undefined, '4']);
  });

  it('expires entries and locks by its clock, to the millisecond', async () => {
    const clock = new FakeClock();
    const cache = memoryCache({ clock });
    await cache.set('key', 'value', clock.now() + 1000);
    await cache.lock?.('key', 1000);
    clock.tick(999);
    expect([await cache.get('key'), await cache.lock?.('key', 1)]).toEqual(['value', undefined]);
    clock.tick(1);
    expect(await cache.get('key')).toBeUndefined();
    expect(await cache.lock?.('key', 1)).toBeDefined();
  });

  it('shares nothing with another', async () => {
    const [one, other] = [memoryCache(), memoryCache()];
    await one.set('key', 'value', Date.now() + 60_000);
    expect(await other.get('key')).toBeUndefined();
  });

  it.each([{}, 5, null])('refuses the clock %j', (clock) => {
    expect(() => Reflect.apply(memoryCache, undefined, [{ clock }])).toThrow(/clock must be/);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses maxEntries %d', (maxEntries) => {
    expect(() => memoryCache({ maxEntries })).toThrow(/maxEntries must be/);
  });

  it('refuses an option that it does not know', () => {
    const options = { maxEntries: 5, maxAge: 1 };
    expect(() => memoryCache(options)).toThrow(/"maxAge"/);
  });
});
