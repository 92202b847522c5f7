import { randomUUID } from 'node:crypto';
import { symbl, type TokenClientOptions, type TokenIssuer } from '@tokenkeep/core';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { sharedTokenClient } from '../src/index.ts';

async function start(): Promise<MockServer> {
  const server = await createMockServer();
  onTestFinished(() => server.close());
  return server;
}

function optionsFor(server: MockServer): TokenClientOptions {
  return { issuer: symbl({ ...server.apps[0], baseUrl: server.url }) };
}

afterEach(() => {
  vi.resetModules();
  vi.unstubAllEnvs();
});

describe('a shared client', () => {
  it('is one for all who ask by its key, also from another copy of the module', async () => {
    const server = await start();
    const key = randomUUID();
    let made = 0;
    const options = (): TokenClientOptions => {
      made += 1;
      return optionsFor(server);
    };
    vi.resetModules();
    const copy = await import('../src/shared-token-client.ts');
    expect(copy.sharedTokenClient).not.toBe(sharedTokenClient);
    const clients = [
      sharedTokenClient(key, options),
      sharedTokenClient(key, options),
      copy.sharedTokenClient(key, options),
    ];
    await Promise.all(clients.map((client) => client.getToken()));
    expect(clients.map((client) => client.status().state)).toEqual(['fresh', 'fresh', 'fresh']);
    expect([made, server.counters().exchanges]).toEqual([1, 1]);
  });

  it.each([
    ['by a fetch that is undefined', {}],
    ['with a bearer of its own', { headers: { authorization: 'Bearer management-key' } }],
  ])('goes past the fetch of Next for an exchange %s, and not for a call of the API', async (_, request) => {
    const server = await start();
    const ways: unknown[] = [];
    const realFetch = globalThis.fetch;
    vi.stubGlobal('fetch', ((input, init) => {
      ways.push(Reflect.get(Object(init), 'next'));
      return realFetch(input, init);
    }) satisfies typeof fetch);
    onTestFinished(() => void vi.unstubAllGlobals());
    const { issuer } = optionsFor(server);
    const prepare: TokenIssuer['prepare'] = async () => {
      const exchange = await issuer.prepare();
      return { ...exchange, exchange: (send) => exchange.exchange((plain) => send({ ...plain, ...request })) };
    };
    const { origin, apiOrigins } = issuer;
    const tokens = sharedTokenClient(randomUUID(), () => ({
      issuer: { origin, apiOrigins, prepare },
      fetch: undefined,
    }));
    await tokens.fetch(`${server.url}/v1/conversations/1`, { next: { revalidate: 60 } } as RequestInit);
    expect(ways).toEqual([{ internal: true }, { revalidate: 60 }]);
  });

  it('is another for another key', async () => {
    const server = await start();
    const [one, two] = [randomUUID(), randomUUID()].map((key) => sharedTokenClient(key, () => optionsFor(server)));
    await Promise.all([one?.getToken(), two?.getToken()]);
    expect(server.counters().exchanges).toBe(2);
  });

  it('reads no option before its first use', async () => {
    const server = await start();
    const [{ appId, appSecret }] = server.apps;
    const tokens = sharedTokenClient(randomUUID(), () => ({
      issuer: symbl({ appId: process.env['TEST_ID'], appSecret: process.env['TEST_SECRET'], baseUrl: server.url }),
    }));
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
    vi.stubEnv('TEST_ID', appId);
    vi.stubEnv('TEST_SECRET', appSecret);
    expect((await tokens.getToken()).expiresIn).toBeGreaterThan(0);
  });

  it('keeps its first options when the module comes back with others', async () => {
    const [before, after] = [await start(), await start()];
    const key = randomUUID();
    await sharedTokenClient(key, () => optionsFor(before)).getToken();
    await sharedTokenClient(key, () => optionsFor(after)).getToken();
    expect([before.counters().exchanges, after.counters().exchanges]).toEqual([1, 0]);
  });

  it('has every member of a client', async () => {
    const server = await start();
    const tokens = sharedTokenClient(randomUUID(), () => optionsFor(server));
    expect(tokens.status().state).toBe('none');
    const { fetch } = tokens;
    expect((await fetch(`${server.url}/v1/conversations/1`)).status).toBe(200);
    server.revoke();
    await tokens.invalidate(await tokens.getToken());
    expect((await fetch(new Request(`${server.url}/v1/conversations/2`))).status).toBe(200);
    await tokens[Symbol.asyncDispose]();
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
  });

  it('sends its exchanges past the fetch that Next puts in place, and its calls through it', async () => {
    const server = await start();
    const through: string[] = [];
    const original = globalThis.fetch;
    const spy = vi.spyOn(globalThis, 'fetch').mockImplementation((input, init = {}) => {
      const past = JSON.stringify(Reflect.get(init, 'next')) === '{"internal":true}';
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      through.push(`${pathname} ${past ? 'past' : 'through'}`);
      return original(input, init);
    });
    onTestFinished(() => spy.mockRestore());
    const tokens = sharedTokenClient(randomUUID(), () => optionsFor(server));
    await tokens.fetch(`${server.url}/v1/conversations/1`);
    expect(through).toEqual(['/oauth2/token:generate past', '/v1/conversations/1 through']);
  });

  it('uses the fetch of its options if they have one', async () => {
    const server = await start();
    const used = vi.fn<typeof fetch>(globalThis.fetch);
    await sharedTokenClient(randomUUID(), () => ({ ...optionsFor(server), fetch: used })).getToken();
    expect(used).toHaveBeenCalledOnce();
  });

  it('is refused without a key or a function', () => {
    const make: (...given: unknown[]) => unknown = (...given) => Reflect.apply(sharedTokenClient, undefined, given);
    expect(() => make('', () => ({}))).toThrow('key must be a name');
    expect(() => make('symbl', { issuer: symbl() })).toThrow('options must be a function');
  });
});
