import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Action } from '../src/demo/buttons.ts';
import type { DemoState, Example as BuiltExample } from '../src/example.ts';

const hasRedis = (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, 'redis-server')));
const withoutRedis = !hasRedis && process.env['CI'] === undefined;
if (withoutRedis) console.warn('SKIPPED: sharing through Redis is not tested, since there is no redis-server.');

describe.each([
  { cache: 'file', skipped: false },
  { cache: 'redis', skipped: withoutRedis },
] as const)('a token shared through the $cache cache', ({ cache, skipped }) => {
  it.skipIf(skipped)('is one for all adapters, and so is each exchange for it', async () => {
    const { Example }: { Example: typeof BuiltExample } = await import(
      new URL('../dist/example.js', import.meta.url).href
    );
    await using example = new Example(cache);
    await example.exercise();
    await example.demonstrate();
    const server = await example.server;
    const exchanges = (): number => server.counters().apps['shared']?.exchanges ?? 0;
    const atStart = exchanges();
    expect(atStart).toBe(1);
    const { adapters, issuer, outcome } = stateOf(example);
    const sharing = cache === 'file' ? 5 : 4;
    expect(issuer.map(({ name }) => name).filter((name) => name !== 'command-line')).toEqual([
      'all adapters',
      'naive client',
    ]);
    expect(adapters.slice(0, sharing).reduce((total, { exchanges }) => total + exchanges, 0)).toBe(1);
    expect(outcome.ours.exchanges).toBe(6 - sharing);

    const revoked = await act(example, 'revoke');
    expect(revoked.outcome.ours).toMatchObject({ failed: 0 });
    expect(revoked.outcome.naive.failed).toBe(revoked.outcome.naive.calls);
    // One, or two if an adapter drops the refused token from the cache in the moment in which another replaces it.
    expect(exchanges() - atStart).toBeLessThanOrEqual(2);

    const down = await act(example, 'down');
    expect(down.outcome.ours).toMatchObject({ failed: 0 });
    expect(new Set(down.adapters.slice(0, 4).map(({ state }) => state))).toEqual(new Set(['refresh-due']));

    const normal = await act(example, 'normal');
    expect(normal.adapters.slice(0, 4).map(({ state }) => state)).toEqual(['fresh', 'fresh', 'fresh', 'fresh']);
    expect(normal.adapters.slice(0, 5).map(({ failed }) => failed)).toEqual([0, 0, 0, 0, 0]);
    expect(example.troubles).toEqual([]);
  });
});

/** Presses a button without a page. @returns what the page would show when its numbers have settled */
async function act(example: BuiltExample, action: Action): Promise<DemoState> {
  await example.act(action);
  const state = stateOf(example);
  expect(state.outcome).toMatchObject({ action, settled: true });
  return state;
}

function stateOf(example: BuiltExample): DemoState {
  const state = example.state();
  if (state === undefined) throw new Error('The example does not demonstrate.');
  return state;
}
