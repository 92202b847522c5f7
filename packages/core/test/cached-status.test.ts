import { createMockServer } from '@tokenkeep/mock-server';
import { expect, it } from 'vitest';
import { cachedStatus, createTokenClient, memoryCache, symbl } from '../src/index.ts';

it('tells what a cache holds for these credentials alone, and asks no issuer', async () => {
  await using server = await createMockServer({ tokenLifetimeMs: 3_600_000 });
  const issuer = symbl({ ...server.apps[0], baseUrl: server.url });
  const cache = memoryCache();
  expect(await cachedStatus({ issuer, cache })).toMatchObject({ state: 'none', expiresIn: 0, expiresAt: undefined });
  expect(server.counters().exchanges).toBe(0);
  await using client = createTokenClient({ issuer, cache });
  const { expiresAt } = await client.getToken();
  const clock = (now: number) => ({ now: () => now, monotonic: () => 0 });
  const at = (now: number): Promise<unknown> => cachedStatus({ issuer, cache, clock: clock(now) });
  expect(await at(expiresAt - 3_000_000)).toEqual({
    state: 'fresh',
    expiresAt,
    refreshAt: expiresAt - 300_000,
    expiresIn: 3000,
  });
  expect(await at(expiresAt - 200_000)).toMatchObject({ state: 'refresh-due', expiresIn: 200 });
  expect(await at(expiresAt - 10_000)).toMatchObject({ state: 'expired', expiresIn: 10 });
  expect(await at(expiresAt)).toMatchObject({ state: 'none' });
  const others = symbl({ appId: 'another', appSecret: 'another', baseUrl: server.url });
  expect(await cachedStatus({ issuer: others, cache })).toMatchObject({ state: 'none' });
  expect(server.counters().exchanges).toBe(1);
});

it('tells the failure that everybody rests for', async () => {
  await using server = await createMockServer();
  const issuer = symbl({ appId: server.apps[0].appId, appSecret: 'wrong', baseUrl: server.url });
  const cache = memoryCache();
  await using client = createTokenClient({ issuer, cache });
  const before = Date.now();
  await expect(client.getToken()).rejects.toThrow('refused');
  const { state, rest } = await cachedStatus({ issuer, cache });
  expect([state, rest?.code]).toEqual(['none', 'ERR_TOKEN_CREDENTIALS']);
  expect((rest?.until ?? 0) - before).toBeGreaterThan(20_000);
});

it('rejects with what the cache rejects with', async () => {
  const get = (): Promise<never> => Promise.reject(new Error('no disk'));
  const cache = { get, set: async () => undefined };
  const issuer = symbl({ appId: 'a', appSecret: 'b' });
  await expect(cachedStatus({ issuer, cache })).rejects.toThrow('no disk');
});
