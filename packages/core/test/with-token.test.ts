import { describe, expect, it } from 'vitest';
import { withToken, type AccessToken } from '../src/index.ts';
import { againstServer, type AgainstServer } from './against-server.ts';

/** A call of the real API, as a client that is no `fetch` would make it. */
function call({ server }: AgainstServer): (token: AccessToken) => Promise<Response> {
  return ({ accessToken }) =>
    fetch(`${server.url}/v1/conversations/1`, { headers: { authorization: `Bearer ${accessToken}` } });
}

/** The same for clients that throw whatever is no success. */
function callOrThrow(world: AgainstServer): (token: AccessToken) => Promise<string> {
  return async (token) => {
    const { ok, status } = await call(world)(token);
    if (ok) return 'fine';
    throw Object.assign(new Error(`status ${status}`), { status });
  };
}

const is401 = (response: Response | undefined): boolean => response?.status === 401;
const said401 = (status: number | undefined): boolean => status === 401;
const threw401 = (_: unknown, error: unknown): boolean => Reflect.get(Object(error), 'status') === 401;

describe('withToken', () => {
  it('gives the attempt a token and hands on what it comes to', async () => {
    await using world = await againstServer();
    const asked: unknown[] = [];
    const result = await withToken(
      world.client,
      (token) => token.lifetimeMs,
      (...end) => asked.push(end) === 0,
    );
    expect(result).toBe(86_400_000);
    expect(asked).toEqual([[86_400_000, undefined]]);
    expect(world.server.counters().exchanges).toBe(1);
  });

  it('tries once more with another token after the API refused the first', async () => {
    await using world = await againstServer();
    await world.client.getToken();
    world.server.revoke();
    expect((await withToken(world.client, call(world), is401)).status).toBe(200);
    expect(world.server.counters()).toMatchObject({ exchanges: 2, apiCalls: 2, apiRefused: 1 });
  });

  it('sees a refusal in an error too, since most clients throw theirs', async () => {
    await using world = await againstServer();
    await world.client.getToken();
    world.server.revoke();
    expect(await withToken(world.client, callOrThrow(world), threw401)).toBe('fine');
    expect(world.server.counters()).toMatchObject({ exchanges: 2, apiCalls: 2 });
  });

  it('throws what the attempt threw when that is no refusal, and tries nothing again', async () => {
    await using world = await againstServer();
    world.server.fault({ route: 'api', times: 2, fault: { kind: 'status', status: 503 } });
    await expect(withToken(world.client, callOrThrow(world), threw401)).rejects.toMatchObject({ status: 503 });
    expect((await withToken(world.client, call(world), is401)).status).toBe(503);
    expect(world.server.counters()).toMatchObject({ exchanges: 1, apiCalls: 2 });
  });

  it('answers the refusal itself when the issuer gives the refused token again', async () => {
    await using world = await againstServer();
    const [{ appId }] = world.server.apps;
    await world.client.getToken();
    world.server.revoke(appId, { keepServing: true });
    expect((await withToken(world.client, call(world), is401)).status).toBe(401);
    await expect(withToken(world.client, callOrThrow(world), threw401)).rejects.toMatchObject({ status: 401 });
    // One exchange finds out; the second refusal of the same token asks nobody.
    expect(world.server.counters()).toMatchObject({ exchanges: 2, apiCalls: 2 });
  });

  it('answers the refusal itself when no other token can be had', async () => {
    await using world = await againstServer();
    const [{ appId }] = world.server.apps;
    await world.client.getToken();
    world.server.revoke();
    world.server.setCredentials(appId, 'new');
    await expect(withToken(world.client, callOrThrow(world), threw401)).rejects.toThrow(/^status 401$/);
    expect(world.server.counters().apiCalls).toBe(1);
  });

  it('answers the refusal itself when the client was closed meanwhile', async () => {
    await using world = await againstServer();
    const closing = async (): Promise<number> => {
      await world.client.close();
      return 401;
    };
    expect(await withToken(world.client, closing, said401)).toBe(401);
  });

  it('invalidates the token that was used, not a newer one that came meanwhile', async () => {
    await using world = await againstServer();
    let newer: AccessToken | undefined;
    const used: string[] = [];
    const attempt = async (token: AccessToken): Promise<number> => {
      used.push(token.accessToken);
      if (newer !== undefined) return 200;
      world.server.revoke();
      await world.client.invalidate(token);
      newer = await world.client.getToken();
      return 401;
    };
    await withToken(world.client, attempt, said401);
    expect(used).toEqual([used[0], newer?.accessToken]);
    expect(used[1]).not.toBe(used[0]);
    expect(world.server.counters().exchanges).toBe(2);
  });

  it('waits for a refusal that has to be looked up', async () => {
    await using world = await againstServer();
    await world.client.getToken();
    world.server.revoke();
    const response = await withToken(world.client, call(world), async (tried) => {
      const text = (await tried?.clone().text()) ?? '';
      return text.includes('revoked');
    });
    expect(response.status).toBe(200);
    await withToken(world.client, call(world), async () => false);
    expect(world.server.counters()).toMatchObject({ exchanges: 2, apiCalls: 3 });
  });

  it('hands the refused result to the second attempt, which can free its connection', async () => {
    await using world = await againstServer();
    const discarded: (string | undefined)[] = [];
    const attempt = (_: AccessToken, refused?: string): string => {
      discarded.push(refused);
      world.server.revoke();
      return refused === undefined ? 'refused' : 'taken';
    };
    expect(await withToken(world.client, attempt, (end) => end === 'refused')).toBe('taken');
    expect(discarded).toEqual([undefined, 'refused']);
  });

  it('tries once only what cannot be sent again, and the next call has another token', async () => {
    await using world = await againstServer();
    await world.client.getToken();
    world.server.revoke();
    const once = { replayable: false };
    expect((await withToken(world.client, call(world), is401, once)).status).toBe(401);
    expect((await withToken(world.client, call(world), is401, once)).status).toBe(200);
    expect(world.server.counters()).toMatchObject({ exchanges: 2, apiCalls: 2 });
  });

  it('returns a second refusal as it is', async () => {
    await using world = await againstServer();
    let attempts = 0;
    const attempt = (): number => {
      attempts += 1;
      world.server.revoke();
      return 401;
    };
    expect(await withToken(world.client, attempt, said401)).toBe(401);
    expect(attempts).toBe(2);
  });

  it('makes one exchange of a thousand refusals at once', async () => {
    await using world = await againstServer();
    const { accessToken } = await world.client.getToken();
    world.server.revoke();
    const attempt = async (token: AccessToken): Promise<number> => (token.accessToken === accessToken ? 401 : 200);
    const calls = Array.from({ length: 1000 }, () => withToken(world.client, attempt, said401));
    expect(new Set(await Promise.all(calls))).toEqual(new Set([200]));
    expect(world.server.counters().exchanges).toBe(2);
  });

  it('rejects as getToken does before the first attempt, and asks for the life that is wanted', async () => {
    await using world = await againstServer();
    let attempts = 0;
    const attempt = (): number => (attempts += 1);
    const never = (): boolean => false;
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(withToken(world.client, attempt, never, { signal })).rejects.toThrow('gone');
    const minLifetimeMs = 100_000_000;
    await expect(withToken(world.client, attempt, never, { minLifetimeMs })).rejects.toMatchObject({
      code: 'ERR_TOKEN_LIFETIME',
    });
    expect(attempts).toBe(0);
  });

  it('is not tried again for a caller who has gone', async () => {
    await using world = await againstServer();
    const caller = new AbortController();
    let attempts = 0;
    const attempt = (): number => {
      attempts += 1;
      caller.abort(new Error('gone'));
      return 401;
    };
    await expect(withToken(world.client, attempt, said401, { signal: caller.signal })).rejects.toThrow('gone');
    expect(attempts).toBe(1);
  });
});
