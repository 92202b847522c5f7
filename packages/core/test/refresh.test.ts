import { describe, expect, it } from 'vitest';
import { createTokenClient } from '../src/index.ts';
import { FakeClock } from '../src/testing/index.ts';
import { againstServer } from './against-server.ts';
import { ScriptedIssuer } from './scripted-issuer.ts';
import { simulate } from './simulate.ts';

const timeout = 60_000;

describe.each([50, 9000])('with an endpoint that takes %d ms', { timeout }, (latencyMs) => {
  it.each([86_400_000, 3_600_000, 120_000])(
    'nobody waits while a token of %d ms lives, whether it is sticky or not, at any rate',
    async (lifetimeMs) => {
      for (const callsPerSecond of [1, 7, 100]) {
        for (const rolloverMs of [0, 1000, 60_000, 600_000, Infinity]) {
          const ageMs = Math.max(0, lifetimeMs - 400_000);
          const report = await simulate({
            callsPerSecond,
            latencyMs,
            rolloverMs,
            lifetimeMs,
            ageMs,
            durationMs: 450_000,
          });
          expect(report.minted).toBeGreaterThanOrEqual(2);
          expect(report.expiredServed).toBe(0);
          // When half of the time is over, a second attempt goes out beside one that has said nothing.
          expect(report.mostUnderWay).toBeLessThanOrEqual(latencyMs > 5000 ? 3 : 1);
          // One that holds on to a token for longer than its answer travels cannot but leave a gap after its end.
          const gapless = rolloverMs > 2 * latencyMs;
          // A token that came with little of its life left is past its leeway at once, a tenth of its life before its end.
          const lastMs = gapless ? 0 : 1200;
          expect(report.waits.filter(({ knownLeftMs }) => knownLeftMs > lastMs)).toEqual([]);
          const mayFail = latencyMs > 1000 && !gapless;
          expect(report.failures.filter(({ knownLeftMs }) => !mayFail || knownLeftMs > 0)).toEqual([]);
        }
      }
    },
  );
});

it.each([86_400_000, 600_000])('not all of a fleet refresh a token of %d ms at once', async (lifetimeMs) => {
  const refreshAt = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const clock = new FakeClock();
      await using client = createTokenClient({ issuer: new ScriptedIssuer({ clock, lifetimeMs }), clock });
      const { expiresAt } = await client.getToken();
      return expiresAt - (client.status().refreshAt ?? 0);
    }),
  );
  const windowMs = Math.min(300_000, lifetimeMs / 5);
  expect(new Set(refreshAt).size).toBeGreaterThan(25);
  expect(Math.max(...refreshAt)).toBeLessThanOrEqual(windowMs + 1);
  expect(Math.min(...refreshAt)).toBeGreaterThanOrEqual(windowMs * 0.75);
});

describe('against the mock server', () => {
  it('gives the current token at once while the refresh is on its way, and then the new one', async () => {
    await using world = await againstServer({ server: { rolloverMs: 600_000 } });
    const { client, clock } = world;
    const old = await client.getToken();
    clock.tick(86_400_000 - 225_000);
    world.broken({ kind: 'delay', ms: 50 });
    expect(await client.getToken()).toBe(old);
    expect(client.status().refreshing).toBe(true);
    expect(await client.getToken()).toBe(old);
    await world.atRest();
    const fresh = await client.getToken();
    expect(fresh.accessToken).not.toBe(old.accessToken);
    expect(fresh.expiresIn).toBe(86_399);
    expect(world.server.counters().exchanges).toBe(2);
  });

  it('takes the same token with less time for an answer, and leaves the issuer alone until that is due', async () => {
    await using world = await againstServer();
    const { client, clock } = world;
    const first = await client.getToken();
    clock.tick(86_400_000 - 200_000);
    await client.getToken();
    await world.atRest();
    const second = await client.getToken();
    expect(second.accessToken).toBe(first.accessToken);
    expect(second.lifetimeMs).toBe(200_000);
    expect(world.events).toContainEqual({ type: 'same-token', lifetimeMs: 200_000 });
    for (let second = 0; second < 150; second += 1) {
      await client.getToken();
      await world.pass(1000);
    }
    expect(world.sentAt).toHaveLength(2);
  });
});
