import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Action } from '../src/demo/buttons.ts';
import type { DemoState } from '../src/example.ts';
import { startExample, type RunningExample } from './running-example.ts';

const hasRedis = (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, 'redis-server')));
const withoutRedis = !hasRedis && process.env['CI'] === undefined;
if (withoutRedis) console.warn('SKIPPED: sharing through Redis is not tested, since there is no redis-server.');

let example: RunningExample | undefined;

afterEach(async () => {
  await example?.close();
  example = undefined;
});

describe.each([
  { cache: 'file', skipped: false },
  { cache: 'redis', skipped: withoutRedis },
] as const)('a token shared through the $cache cache', ({ cache, skipped }) => {
  it.skipIf(skipped)('is one for all adapters, and so is each exchange for it', async () => {
    const { server, url, troubles } = (example = await startExample(cache));
    const exchanges = (): number => server.counters().apps['shared']?.exchanges ?? 0;
    const atStart = exchanges();
    expect(atStart).toBe(1);
    const { adapters, issuer, outcome } = await vi.waitFor(async () => {
      const state = await read(url);
      expect(state.outcome).toBeDefined();
      return state;
    });
    const sharing = cache === 'file' ? 5 : 4;
    expect(issuer.map(({ name }) => name).filter((name) => name !== 'command-line')).toEqual([
      'all adapters',
      'naive client',
    ]);
    expect(adapters.slice(0, sharing).reduce((total, { exchanges }) => total + exchanges, 0)).toBe(1);
    expect(outcome.ours.exchanges).toBe(6 - sharing);

    const revoked = await act(url, 'revoke');
    expect(revoked.outcome.ours).toMatchObject({ failed: 0 });
    expect(revoked.outcome.naive.failed).toBe(revoked.outcome.naive.calls);
    // One, or two if an adapter drops the refused token from the cache in the moment in which another replaces it.
    expect(exchanges() - atStart).toBeLessThanOrEqual(2);

    const down = await act(url, 'down');
    expect(down.outcome.ours).toMatchObject({ failed: 0 });
    expect(new Set(down.adapters.slice(0, 4).map(({ state }) => state))).toEqual(new Set(['refresh-due']));

    const normal = await act(url, 'normal');
    expect(normal.adapters.slice(0, 4).map(({ state }) => state)).toEqual(['fresh', 'fresh', 'fresh', 'fresh']);
    expect(normal.adapters.slice(0, 5).map(({ failed }) => failed)).toEqual([0, 0, 0, 0, 0]);
    expect(troubles).toEqual([]);
  });
});

async function read(url: string): Promise<DemoState> {
  return (await (await fetch(`${url}/demo/state`)).json()) as DemoState;
}

/** Presses a button without a page, and waits for what comes of it. */
async function act(url: string, action: Action): Promise<DemoState> {
  const headers = { 'content-type': 'application/json', origin: url };
  await fetch(`${url}/demo/action`, { method: 'POST', headers, body: JSON.stringify({ action }) });
  return vi.waitFor(
    async () => {
      const state = await read(url);
      expect(state.outcome).toMatchObject({ action, settled: true });
      return state;
    },
    { timeout: 90_000, interval: 250 },
  );
}
