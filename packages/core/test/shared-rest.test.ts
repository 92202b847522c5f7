import { describe, expect, it } from 'vitest';
import { TokenError, type TokenGrant } from '../src/index.ts';
import { outcomeOf, SharedWorld } from './shared-world.ts';

const refused = (): Promise<TokenGrant> =>
  Promise.reject(new TokenError('refused', { code: 'ERR_TOKEN_CREDENTIALS', status: 401, reason: 'invalid_client' }));

function slowly(world: SharedWorld, ms: number, error: TokenError): () => Promise<TokenGrant> {
  return async () => {
    await new Promise<void>((resolve) => void world.clock.setTimer(resolve, ms));
    throw error;
  };
}

describe('a rest', () => {
  it('hides no token that another client publishes meanwhile: it is served within a second', async () => {
    await using world = new SharedWorld();
    const [resting] = world.add();
    const limited = new TokenError('slower', { code: 'ERR_TOKEN_RATE_LIMITED', status: 429, retryAfterMs: 60_000 });
    world.issuer.script = () => Promise.reject(limited);
    await expect(resting?.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_RATE_LIMITED' });
    world.issuer.script = undefined;
    // One who was asking already, and has not heard of the rest.
    const { cache } = world;
    const [publisher] = world.add(1, {
      cache: { ...cache, get: async (key) => (key.endsWith('-rest') ? undefined : cache.get(key)) },
    });
    const token = await publisher?.getToken();
    await world.clock.pass(1000);
    expect(await resting?.getToken()).toMatchObject({ accessToken: token?.accessToken });
    expect(world.issuer.startedAt).toHaveLength(2);
  });

  it('hides no token that lives, though it is due, from a client whose own has died', async () => {
    await using world = new SharedWorld({ lifetimeMs: 3_600_000, rolloverMs: Infinity });
    const [idle, busy] = world.add(2);
    await idle?.getToken();
    await world.clock.pass(3_600_000);
    await busy?.getToken();
    await world.clock.pass(3_600_000 - 120_000);
    world.issuer.script = refused;
    if (idle === undefined) throw new Error('no client');
    const outcome = outcomeOf(idle, world.clock);
    await world.clock.pass(2000);
    expect(outcome.current).toMatchObject({ token: 'token-2' });
  });

  it('is shared: thirty cold clients on a dead issuer have its own error within a second of the first', async () => {
    await using world = new SharedWorld();
    const down = new TokenError('down', { code: 'ERR_TOKEN_SERVER', status: 503 });
    world.issuer.script = slowly(world, 200, down);
    const outcomes = world.add(30).map((client) => outcomeOf(client, world.clock));
    await world.clock.pass(10_000);
    expect(new Set(outcomes.map(({ current }) => current?.code))).toEqual(new Set(['ERR_TOKEN_SERVER']));
    const at = outcomes.map(({ current }) => current?.at ?? Infinity);
    expect(Math.max(...at) - Math.min(...at)).toBeLessThanOrEqual(1000);
    // One who tries, and tries again: the first attempt and its two retries.
    expect(world.issuer.startedAt).toHaveLength(3);
  });

  it('is not shared again and again by a clock that was set back', async () => {
    await using world = new SharedWorld();
    const [failing, other] = world.add(2);
    world.issuer.script = slowly(world, 0, new TokenError('down', { code: 'ERR_TOKEN_SERVER', status: 503 }));
    if (failing === undefined || other === undefined) throw new Error('no client');
    outcomeOf(failing, world.clock);
    await world.clock.pass(2000);
    world.issuer.script = undefined;
    world.clock.jump(-3_600_000);
    const outcome = outcomeOf(other, world.clock);
    await world.clock.pass(2000);
    expect(outcome.current).toMatchObject({ token: 'token-1' });
  });

  it('is one attempt long for the whole fleet, however many call, and doubles from client to client', async () => {
    await using world = new SharedWorld();
    world.issuer.script = slowly(world, 200, new TokenError('down', { code: 'ERR_TOKEN_SERVER', status: 503 }));
    const clients = world.add(20);
    for (let second = 0; second < 120; second += 1) {
      for (const client of clients) outcomeOf(client, world.clock);
      await world.clock.pass(1000);
    }
    const gaps = world.issuer.startedAt.slice(3).map((at, index) => at - (world.issuer.startedAt[index + 2] ?? 0));
    // 1, 2, 4, 8, 16, 30, 30 s, and the second in which somebody calls next.
    expect(world.issuer.startedAt.length).toBeLessThanOrEqual(3 + 7);
    expect(gaps.at(-1)).toBeGreaterThanOrEqual(30_000);
  });

  it('of a wrong secret is shared as well', async () => {
    await using world = new SharedWorld();
    world.issuer.script = refused;
    const outcomes = world.add(30).map((client) => outcomeOf(client, world.clock));
    await world.clock.pass(2000);
    expect(new Set(outcomes.map(({ current }) => `${current?.code} ${current?.reason}`))).toEqual(
      new Set(['ERR_TOKEN_CREDENTIALS invalid_client']),
    );
    expect(world.issuer.startedAt).toHaveLength(1);
    expect(world.events.filter(({ type }) => type === 'rest-shared')).toHaveLength(29);
  });

  it('with a Retry-After binds the fleet', async () => {
    await using world = new SharedWorld();
    const limited = new TokenError('slower', { code: 'ERR_TOKEN_RATE_LIMITED', status: 429, retryAfterMs: 60_000 });
    world.issuer.script = () => Promise.reject(limited);
    const clients = world.add(20);
    for (let second = 0; second < 59; second += 1) {
      for (const client of clients) outcomeOf(client, world.clock);
      await world.clock.pass(1000);
    }
    expect(world.issuer.startedAt).toHaveLength(1);
    await world.clock.pass(2000);
    for (const client of clients) outcomeOf(client, world.clock);
    await world.clock.pass(1000);
    expect(world.issuer.startedAt).toHaveLength(2);
  });

  it('is not that of new credentials, which have another key', async () => {
    await using world = new SharedWorld();
    world.issuer.script = refused;
    const [first, second] = world.add(2);
    await expect(first?.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS' });
    world.issuer.secret = 'rotated';
    world.issuer.script = undefined;
    expect((await second?.getToken())?.accessToken).toBe('token-1');
    await world.clock.pass(1000);
    expect((await first?.getToken())?.accessToken).toBe('token-1');
    expect(world.issuer.startedAt).toHaveLength(2);
  });

  it('is not shared when the mistake is this process’s own', async () => {
    await using world = new SharedWorld();
    const [first, second] = world.add(2);
    world.issuer.script = () => Promise.reject(new TypeError("Cannot read properties of undefined (reading 'x')"));
    await expect(first?.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
    world.issuer.script = undefined;
    expect((await second?.getToken())?.accessToken).toBe('token-1');
  });

  it('reads credentials and cache once a second at most, however many call', async () => {
    const world = new SharedWorld();
    let reads = 0;
    let prepared = 0;
    const { cache, issuer } = world;
    const counted = { ...cache, get: (key: string) => ((reads += 1), cache.get(key)) };
    const own = {
      origin: issuer.origin,
      apiOrigins: issuer.apiOrigins,
      prepare: () => ((prepared += 1), issuer.prepare()),
    };
    const [client] = world.add(1, { cache: counted, issuer: own });
    issuer.script = refused;
    await expect(client?.getToken()).rejects.toThrow('refused');
    [reads, prepared] = [0, 0];
    for (let n = 0; n < 50; n += 1) {
      await Promise.allSettled([client?.getToken(), client?.getToken(), client?.getToken()]);
      await world.clock.pass(100);
    }
    expect(reads).toBeLessThanOrEqual(6);
    expect(prepared).toBeLessThanOrEqual(6);
    await world[Symbol.asyncDispose]();
  });
});

describe('a rest of one who gave the issuer little time', () => {
  it('binds nobody who has more', async () => {
    await using world = new SharedWorld();
    const [hasty] = world.add(1, { timeoutMs: 200 });
    const [patient] = world.add();
    if (hasty === undefined || patient === undefined) throw new Error('no clients');
    world.issuer.script = () =>
      new Promise((resolve) => void world.clock.setTimer(() => resolve(world.issuer.grant()), 300));
    const first = outcomeOf(hasty, world.clock);
    await world.clock.pass(250);
    const second = outcomeOf(patient, world.clock);
    await world.clock.pass(1000);
    expect(first.current?.code).toBe('ERR_TOKEN_TIMEOUT');
    expect(second.current?.token).toBe('token-1');
  });
});

describe('a token that the API refuses and the issuer gives again', () => {
  it('costs a fleet of twenty one exchange in thirty seconds, not one each', async () => {
    await using world = new SharedWorld();
    const clients = world.add(20);
    for (const client of clients) expect((await client.getToken()).accessToken).toBe('token-1');
    expect(world.issuer.startedAt).toHaveLength(1);
    for (let second = 0; second < 40; second += 1) {
      for (const client of clients) {
        const asked = client.getToken();
        await world.clock.pass(0);
        await client.invalidate((await asked).accessToken);
        outcomeOf(client, world.clock);
      }
      await world.clock.pass(1000);
    }
    // At the start, at the first refusal, and thirty seconds later.
    expect(world.issuer.startedAt.length).toBeLessThanOrEqual(4);
  });
});
