import type { Fault } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { createTokenClient, symbl, TokenError, type TokenErrorCode } from '../src/index.ts';
import { againstServer, type AgainstServer } from './against-server.ts';

const timeout = 60_000;
const dayMs = 86_400_000;

/** One `getToken`, and what came of it without the clock moving: the token's string, the code, or `waiting`. */
async function ask({ client, atRest }: AgainstServer): Promise<string> {
  let outcome = 'waiting';
  client.getToken().then(
    ({ accessToken }) => (outcome = accessToken),
    (error: unknown) => (outcome = TokenError.isInstance(error) ? error.code : String(error)),
  );
  await atRest();
  return outcome;
}

/** From one to the next. */
function gaps(at: readonly number[]): number[] {
  return at.slice(1).map((ms, index) => ms - (at[index] ?? Number.NaN));
}

describe.each<[string, Fault | 'no host', TokenErrorCode]>([
  ['answers 500', { kind: 'status', status: 500 }, 'ERR_TOKEN_SERVER'],
  ['hangs', { kind: 'hang' }, 'ERR_TOKEN_TIMEOUT'],
  ['resets the connection', { kind: 'reset' }, 'ERR_TOKEN_NETWORK'],
  ['answers 401', { kind: 'status', status: 401 }, 'ERR_TOKEN_CREDENTIALS'],
  ['has no name any more', 'no host', 'ERR_TOKEN_NETWORK'],
])('an issuer that %s for the second half of a token’s life', { timeout }, (_, fault, code) => {
  it('costs nobody a token before its last second; then errors at once; back-off to 30 s; recovery', async () => {
    await using world = await againstServer();
    const { client, clock, sentAt } = world;
    const { accessToken } = await client.getToken();
    clock.tick(dayMs / 2);
    world.broken(fault);
    // Up to the refresh nothing is asked; the calls of eleven hours are told by one.
    expect(await ask(world)).toBe(accessToken);
    expect(sentAt).toHaveLength(1);
    clock.tick(dayMs / 2 - 305_000);

    const sequence: string[] = [];
    for (let leftMs = 305_000; leftMs > 1000; leftMs -= 1000) {
      const asked = client.getToken();
      // Past the leeway somebody may wait for the second in which a refresh may still be quick.
      await world.pass(1000);
      sequence.push((await asked).accessToken);
    }
    expect(new Set(sequence)).toEqual(new Set([accessToken]));

    // Those who wait for a refresh under way at this moment have had their answer after this.
    await world.pass(12_000);
    const deadAt = clock.monotonic();
    const outcomes: string[] = [];
    for (let second = 0; second < 200; second += 1) {
      outcomes.push(await ask(world));
      await world.pass(1000);
    }
    // All but those who hang along with a probe, which is 10 s out of 40.
    const hanging = fault !== 'no host' && fault.kind === 'hang';
    expect(new Set(outcomes)).toEqual(new Set(hanging ? [code, 'waiting'] : [code]));
    expect(outcomes.filter((outcome) => outcome === code).length).toBeGreaterThanOrEqual(hanging ? 140 : 200);
    const late = gaps(sentAt.filter((at) => at > deadAt));
    expect(late.length).toBeGreaterThanOrEqual(3);
    expect(late.filter((gap) => gap < 30_000)).toEqual([]);

    world.broken(undefined);
    const recoveredAt = clock.monotonic();
    while ((await ask(world)).startsWith('ERR_')) await world.pass(100);
    expect(clock.monotonic() - recoveredAt).toBeLessThanOrEqual(30_000);
    expect(client.status().state).toBe('fresh');
  });
});

describe('back-off', () => {
  it('doubles from 1 s, after the two retries of the call that met the fault first', { timeout }, async () => {
    await using world = await againstServer();
    world.broken({ kind: 'status', status: 503 });
    for (let second = 0; second < 150; second += 0.1) {
      const outcome = await ask(world);
      expect(['ERR_TOKEN_SERVER', 'waiting']).toContain(outcome);
      await world.pass(100);
    }
    const [first, second, ...probes] = gaps(world.sentAt);
    expect(first).toBeGreaterThanOrEqual(100);
    expect(first).toBeLessThanOrEqual(300);
    expect(second).toBeGreaterThanOrEqual(300);
    expect(second).toBeLessThanOrEqual(900);
    expect(probes.map((gap) => Math.floor(gap / 1000))).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
  });

  it('lets wrong credentials, asked 10 times a second for 10 minutes, cost 21 exchanges', { timeout }, async () => {
    await using world = await againstServer();
    world.server.setCredentials(world.server.apps[0].appId, 'rotated');
    for (let call = 0; call <= 6000; call += 1) {
      expect(await ask(world)).toBe('ERR_TOKEN_CREDENTIALS');
      await world.pass(100);
    }
    expect(world.server.counters().exchanges).toBeLessThanOrEqual(21);
    expect(world.server.counters().exchanges).toBeGreaterThanOrEqual(20);
  });

  it('ends when the secret is rotated, without a restart', async () => {
    let appSecret = 'wrong';
    await using world = await againstServer();
    const { clock, server } = world;
    const [app] = server.apps;
    await using client = createTokenClient({
      issuer: symbl({ credentials: async () => ({ appId: app.appId, appSecret }), baseUrl: server.url }),
      clock,
    });
    await expect(client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS' });
    await expect(client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS' });
    expect(server.counters().exchanges).toBe(1);
    appSecret = app.appSecret;
    clock.tick(1000);
    await expect(client.getToken()).resolves.toMatchObject({ lifetimeMs: 86_400_000 });
    expect(server.counters().exchanges).toBe(2);
  });

  it.each([429, 503])(
    'heeds Retry-After of a %d: waits when it fits, else fails and stays away for so long',
    async (status) => {
      await using world = await againstServer();
      world.server.fault({ route: 'token', fault: { kind: 'status', status, retryAfter: 3 } });
      expect(await ask(world)).toBe('waiting');
      await world.pass(3000);
      expect(world.client.status().state).toBe('fresh');
      expect(world.sentAt).toEqual([0, 3000]);

      await using other = await againstServer();
      const code = status === 429 ? 'ERR_TOKEN_RATE_LIMITED' : 'ERR_TOKEN_SERVER';
      const date = new Date(other.clock.now() + 45_000).toUTCString();
      other.server.fault({ route: 'token', fault: { kind: 'status', status, retryAfter: date } });
      await expect(other.client.getToken()).rejects.toMatchObject({ code, status, retryAfterMs: 45_000 });
      await other.pass(44_999);
      expect(await ask(other)).toBe(code);
      await other.pass(1);
      expect(await ask(other)).not.toBe(code);
      expect(other.sentAt).toEqual([0, 45_000]);
    },
  );
});

describe('a single call', () => {
  it.each<[string, Fault]>([
    ['a 500', { kind: 'status', status: 500 }],
    ['a reset connection', { kind: 'reset' }],
    ['a connection reset inside the body', { kind: 'reset', during: 'body' }],
    ['a body cut short', { kind: 'truncate' }],
    ['an answer that is no token', { kind: 'fields', omit: ['accessToken', 'access_token'] }],
  ])('gets over %s by itself', async (_, fault) => {
    await using world = await againstServer();
    world.server.fault({ route: 'token', fault });
    const asked = world.client.getToken();
    await world.pass(1000);
    expect((await asked).expiresIn).toBeGreaterThan(86_390);
    expect(world.sentAt).toHaveLength(2);
  });

  it('ends at its timeout when the issuer hangs or drips', async () => {
    for (const fault of [{ kind: 'hang' }, { kind: 'drip', intervalMs: 60_000 }] as const) {
      await using world = await againstServer({ client: { timeoutMs: 5000 } });
      world.server.fault({ route: 'token', times: Infinity, fault });
      const outcome = world.client.getToken().catch((error: unknown) => error);
      while (world.server.counters().exchanges === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      await world.clock.pass(4999);
      expect(world.client.status().refreshing).toBe(true);
      await world.clock.pass(1);
      expect(await outcome).toMatchObject({ code: 'ERR_TOKEN_TIMEOUT', origin: world.server.url });
    }
  });

  it('names a host that does not exist, at once', async () => {
    await using client = createTokenClient({
      issuer: symbl({ appId: 'a', appSecret: 'b', baseUrl: 'https://does-not-exist.invalid' }),
    });
    const error: unknown = await client.getToken().catch((reason: unknown) => reason);
    // A machine without any name server says that it does not know.
    expect(error).toMatchObject({ code: 'ERR_TOKEN_NETWORK', reason: expect.stringMatching(/^dns/) });
    expect(String(error)).toContain('https://does-not-exist.invalid');
  });
});
