import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { symbl, type TokenClientOptions } from '@tokenkeep/core';
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
  it('shows its state when it is printed, and is not made by that', async () => {
    const server = await start();
    const options = vi.fn<() => TokenClientOptions>(() => optionsFor(server));
    const client = sharedTokenClient(randomUUID(), options);
    expect(inspect(client)).toBe('TokenClient(not used yet)');
    expect(options).not.toHaveBeenCalled();
    await client.getToken();
    expect(inspect(client)).toMatch(/^TokenClient\(fresh, \d+ s left\)$/);
    await client.close();
  });

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
    expect(tokens.apiOrigins).toEqual([server.url]);
    expect(tokens.apiBaseUrl).toBe(server.url);
    await tokens[Symbol.asyncDispose]();
  });

  it('frees its key when it is closed: the next use, of anybody, makes a new one', async () => {
    const server = await start();
    const key = randomUUID();
    const [mine, theirs] = [
      sharedTokenClient(key, () => optionsFor(server)),
      sharedTokenClient(key, () => optionsFor(server)),
    ];
    const waiting = theirs.getToken();
    await mine.close();
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
    expect((await theirs.getToken()).expiresIn).toBeGreaterThan(0);
    expect((await mine.fetch(`${server.url}/v1/conversations/1`)).status).toBe(200);
  });

  it('makes no client to close it', async () => {
    const tokens = sharedTokenClient(randomUUID(), () => expect.unreachable());
    await tokens.close();
    await tokens[Symbol.asyncDispose]();
  });

  it('needs no this', async () => {
    const server = await start();
    const { getToken, fetch } = sharedTokenClient(randomUUID(), () => optionsFor(server));
    expect((await getToken()).expiresIn).toBeGreaterThan(0);
    expect((await fetch(`${server.url}/v1/conversations/1`)).status).toBe(200);
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
