import { describe, expect, it, vi } from 'vitest';
import { createTokenClient, memoryCache, type TokenEvent } from '../src/index.ts';
import { FakeClock } from '../src/testing/index.ts';
import { againstServer } from './against-server.ts';
import { ScriptedIssuer } from './scripted-issuer.ts';

describe('cold callers', () => {
  it('are 10,000, and cost one exchange', async () => {
    await using world = await againstServer();
    const tokens = await Promise.all(Array.from({ length: 10_000 }, () => world.client.getToken()));
    expect(new Set(tokens).size).toBe(1);
    expect(world.server.counters()).toMatchObject({ exchanges: 1, peakConcurrentExchanges: 1 });
  });

  it('share one failure as well, and the calls after it are not asked for', async () => {
    await using world = await againstServer();
    world.broken({ kind: 'status', status: 401 });
    const outcomes = await Promise.allSettled(Array.from({ length: 10_000 }, () => world.client.getToken()));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(world.server.counters().exchanges).toBe(1);
  });

  it('of two clients on one memory cache cost one exchange too', async () => {
    await using world = await againstServer();
    const cache = memoryCache({ clock: world.clock });
    const clock = new FakeClock();
    const issuer = new ScriptedIssuer({ clock });
    const clients = [1, 2].map(() => createTokenClient({ issuer, clock, cache }));
    const asked = Promise.all(clients.flatMap((client) => [client.getToken(), client.getToken()]));
    const settled = asked.then(() => true);
    while (!(await Promise.race([settled, clock.advance(50)]))) await Promise.resolve();
    expect(new Set((await asked).map(({ accessToken }) => accessToken))).toEqual(new Set(['token-1']));
    expect(issuer.startedAt).toHaveLength(1);
  });

  it('may all bring the same signal, without a warning about listeners', async () => {
    const warned = vi.spyOn(process, 'emitWarning');
    await using world = await againstServer();
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 1000 }, () => world.client.getToken({ signal })));
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });
});

describe('one who aborts', () => {
  it('is alone in being rejected, with the reason of their own signal', async () => {
    await using world = await againstServer();
    world.broken({ kind: 'delay', ms: 30 });
    const controller = new AbortController();
    const mine = world.client.getToken({ signal: controller.signal });
    const theirs = [world.client.getToken(), world.client.getToken({ signal: new AbortController().signal })];
    const reason = new Error('the user went away');
    controller.abort(reason);
    await expect(mine).rejects.toBe(reason);
    await expect(Promise.all(theirs)).resolves.toHaveLength(2);
    expect(world.server.counters().exchanges).toBe(1);
  });

  it('does not stop the exchange, even if all do: it still fills the cache', async () => {
    await using world = await againstServer();
    world.broken({ kind: 'delay', ms: 30 });
    const asked = Array.from({ length: 5 }, () => world.client.getToken({ signal: AbortSignal.timeout(1) }));
    for (const promise of asked) await expect(promise).rejects.toMatchObject({ name: 'TimeoutError' });
    await world.atRest();
    const hit = await world.client.getToken({ signal: new AbortController().signal });
    expect(hit.expiresIn).toBe(86_399);
    expect(world.server.counters().exchanges).toBe(1);
  });

  it('before the call is rejected without an exchange', async () => {
    await using world = await againstServer();
    await expect(world.client.getToken({ signal: AbortSignal.abort('no') })).rejects.toBe('no');
    expect(world.sentAt).toEqual([]);
  });
});

describe('close()', () => {
  it('rejects all who wait, and everybody after, and ends the exchange', async () => {
    await using world = await againstServer();
    world.broken({ kind: 'hang' });
    const asked = Array.from({ length: 100 }, () => world.client.getToken());
    const outcomes = Promise.allSettled(asked);
    await world.atRest();
    await world.client.close();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_TOKEN_CLOSED' } });
    }
    await expect(world.client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
    expect(world.clock.nextTimerAt).toBe(Infinity);
  });

  it.each(['a pause before a retry', 'the last second of a token'])('ends %s', async (which) => {
    const clock = new FakeClock();
    const issuer = new ScriptedIssuer({ clock });
    const pausing = which.startsWith('a pause');
    issuer.script = () =>
      pausing ? Promise.reject(new Error('down')) : Promise.resolve({ accessToken: 'old', expiresInMs: 0 });
    const events: TokenEvent[] = [];
    const client = createTokenClient({ issuer, clock, onEvent: (event) => events.push(event) });
    const outcome = client.getToken().catch((error: unknown) => error);
    while (events.length === 0) await clock.advance(0);
    await clock.advance(0);
    await client.close();
    expect(await outcome).toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
    await clock.advance(60_000);
    expect(issuer.startedAt).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('opens no cool-down when it comes while credentials are being read', async () => {
    const clock = new FakeClock();
    const events: TokenEvent[] = [];
    const issuer = Object.assign(new ScriptedIssuer({ clock }), { prepare: () => new Promise<never>(() => undefined) });
    const client = createTokenClient({ issuer, clock, onEvent: (event) => events.push(event) });
    const outcome = client.getToken().catch((error: unknown) => error);
    await vi.waitUntil(() => clock.pendingTimers > 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await client.close();
    expect(await outcome).toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
    await clock.advance(0);
    expect(events.map(({ type }) => type)).toEqual(['flight-started', 'closed', 'flight-ended']);
  });

  it('frees the lock of the cache', async () => {
    await using world = await againstServer();
    const cache = memoryCache({ clock: world.clock });
    await using other = await againstServer({ client: { cache } });
    other.broken({ kind: 'hang' });
    const locked: string[] = [];
    const lock = cache.lock?.bind(cache);
    cache.lock = async (key, ttlMs) => {
      locked.push(key);
      return lock?.(key, ttlMs);
    };
    const outcome = other.client.getToken().catch((error: unknown) => error);
    await other.atRest();
    await other.client.close();
    await outcome;
    await other.atRest();
    const [key] = locked;
    expect(key).toBeDefined();
    expect(await lock?.(key ?? '', 1000)).toBeDefined();
  });
});
