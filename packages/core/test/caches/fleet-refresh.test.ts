import { describe, expect, it } from 'vitest';
import { createTokenClient } from '../../src/create-token-client.ts';
import { fileCache } from '../../src/file-cache/index.ts';
import type { TokenIssuer } from '../../src/issuer/token-issuer.ts';
import { FakeClock } from '../../src/testing/fake-clock.ts';
import { quickIssuer } from './serve.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const hourMs = 3_600_000;
const stepMs = 100_000;
const lifetimes = 10;

describe('a fleet of eight over ten token lifetimes', () => {
  it('exchanges at most twice per lifetime in all, and no caller waits for it', async () => {
    using directory = temporaryDirectory();
    const clock = new FakeClock();
    let exchanges = 0;
    let open: () => void = () => undefined;
    let gate: Promise<void> = Promise.resolve();
    const { prepare, ...quick } = quickIssuer();
    const issuer: TokenIssuer = {
      ...quick,
      async prepare() {
        const prepared = await prepare();
        return {
          ...prepared,
          async exchange(send) {
            exchanges += 1;
            await gate;
            return prepared.exchange(send);
          },
        };
      },
    };
    const fleet = Array.from({ length: 8 }, () =>
      createTokenClient({ issuer, cache: fileCache({ directory: directory.path, clock }), clock, timeoutMs: 60_000 }),
    );
    const settle = async (): Promise<void> => {
      do {
        await clock.advance(20);
        await new Promise((resolve) => setTimeout(resolve, 1));
      } while (fleet.some((client) => client.status().refreshing));
    };
    const start = Promise.all(fleet.map((client) => client.getToken()));
    await settle();
    await start;
    expect(exchanges).toBe(1);

    const used = new Set<string>();
    for (let elapsedMs = 0; elapsedMs < lifetimes * hourMs; elapsedMs += stepMs) {
      await clock.advance(stepMs);
      gate = new Promise((resolve) => (open = resolve));
      // No exchange ends before every caller has its token: one that waited for it would wait for ever.
      const tokens = await Promise.all(fleet.map((client) => client.getToken()));
      for (const token of tokens) {
        expect(token.expiresAt).toBeGreaterThan(clock.now());
        used.add(token.accessToken);
      }
      open();
      await settle();
    }
    await Promise.all(fleet.map((client) => client.close()));
    expect(used.size).toBeGreaterThanOrEqual(lifetimes);
    expect(exchanges).toBeLessThanOrEqual(2 * lifetimes);
  }, 120_000);
});
