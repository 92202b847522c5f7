import { createMockServer } from '@tokenkeep/mock-server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { everythingShown } from './everything-shown.ts';
import { LeakSearch, secret } from './leak-search.ts';
import { redactionScenarios } from './redaction-scenarios.ts';

const printed: string[] = [];
const rejections: unknown[] = [];
const onRejection = (reason: unknown): number => rejections.push(reason);

beforeAll(() => {
  process.on('unhandledRejection', onRejection);
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  }
  for (const method of ['log', 'info', 'debug', 'warn', 'error', 'trace', 'dir'] as const) {
    vi.spyOn(console, method).mockImplementation((...given: unknown[]) => void printed.push(everythingShown(given)));
  }
});

afterAll(() => {
  vi.restoreAllMocks();
  process.off('unhandledRejection', onRejection);
});

describe('no secret, no token and no sealed value is shown', () => {
  it('by any failure there is, in any error, event, print, or object of the client', async () => {
    const search = new LeakSearch();
    const scenarios = redactionScenarios(search);
    // A few at a time, each on a server of its own, which takes longer to make than a scenario to play.
    const lane = async (): Promise<void> => {
      await using server = await createMockServer({ apps: [{ appId: 'app', appSecret: secret }] });
      for (let next = scenarios.pop(); next !== undefined; next = scenarios.pop()) {
        await search.play(next, server);
        server.reset();
      }
    };
    await Promise.all(Array.from({ length: 8 }, lane));

    expect(search.leaks()).toEqual([]);
    expect(printed.filter((text) => search.isLeak(text))).toEqual([]);
    expect(rejections).toEqual([]);
    // It is about every failure, so every code and event must have come up.
    expect([...search.codes].sort()).toEqual([
      'ERR_TOKEN_CLOSED',
      'ERR_TOKEN_CONFIG',
      'ERR_TOKEN_CREDENTIALS',
      'ERR_TOKEN_FORBIDDEN',
      'ERR_TOKEN_LIFETIME',
      'ERR_TOKEN_NETWORK',
      'ERR_TOKEN_NOT_FOUND',
      'ERR_TOKEN_RATE_LIMITED',
      'ERR_TOKEN_REQUEST',
      'ERR_TOKEN_RESPONSE',
      'ERR_TOKEN_SERVER',
      'ERR_TOKEN_TIMEOUT',
    ]);
    expect([...search.eventTypes]).toEqual(
      expect.arrayContaining([
        'exchanged',
        'exchange-failed',
        'same-token',
        'served-stale',
        'cooling-down',
        'cache-failed',
        'invalidated',
        'closed',
      ]),
    );
  }, 60_000);
});
