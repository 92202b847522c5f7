import { createTokenClient, type TokenClient, type TokenEvent } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { tokenPlugin } from '../src/index.ts';
import { mockIssuer } from './mock-issuer.ts';

const closedError = { code: 'FST_TOKENS_UNAVAILABLE', cause: { code: 'ERR_TOKEN_CLOSED' } };

describe('closing the app', () => {
  it('closes every client that the plugin made', async () => {
    await using mock = await createMockServer();
    const closed: string[] = [];
    const options = (name: string) => ({
      issuer: mockIssuer(mock),
      onEvent: ({ type }: TokenEvent) => void (type === 'closed' && closed.push(name)),
    });
    const app = Fastify();
    app.register(tokenPlugin, options('default'));
    app.register(tokenPlugin, { ...options('sales'), namespace: 'sales' });
    app.register(async (child) => {
      child.register(tokenPlugin, { ...options('support'), namespace: 'support' });
    });
    await app.ready();

    await app.close();

    expect(closed.sort()).toEqual(['default', 'sales', 'support']);
  });

  it('happens at the end of an `await using` block', async () => {
    await using mock = await createMockServer();
    const open = async () => {
      await using app = Fastify();
      await app.register(tokenPlugin, { issuer: mockIssuer(mock) });
      const { getToken } = app.tokenClient;
      await getToken();
      return getToken;
    };
    const getToken = await open();

    await expect(getToken()).rejects.toMatchObject(closedError);
  });

  it('lets requests under way have their token first', async () => {
    await using mock = await createMockServer({ latencyMs: 300 });
    await using app = Fastify();
    app.register(tokenPlugin, { issuer: mockIssuer(mock) });
    const entered = Promise.withResolvers<void>();
    app.get('/', async () => {
      entered.resolve();
      return { expiresIn: (await app.tokenClient.getToken()).expiresIn };
    });
    const answer = fetch(await app.listen({ port: 0 }), { headers: { connection: 'close' } });
    await entered.promise;

    await app.close();

    expect((await answer).status).toBe(200);
  });

  it('waits for no exchange that hangs', async () => {
    await using mock = await createMockServer();
    mock.fault({ route: 'token', times: Infinity, fault: { kind: 'hang' } });
    const app = Fastify();
    await app.register(tokenPlugin, { issuer: mockIssuer(mock), timeoutMs: 600_000 });
    const waiting = app.tokenClient.getToken();

    await Promise.all([expect(waiting).rejects.toMatchObject(closedError), app.close()]);
  });

  it('leaves a shared client open', async () => {
    await using mock = await createMockServer();
    await using client = createTokenClient({ issuer: mockIssuer(mock) });
    const app = Fastify();
    await app.register(tokenPlugin, { client });
    const { accessToken } = await app.tokenClient.getToken();

    await app.close();

    expect((await client.getToken()).accessToken).toBe(accessToken);
  });

  it('closes a shared client that it was told to', async () => {
    await using mock = await createMockServer();
    const client = createTokenClient({ issuer: mockIssuer(mock) });
    const app = Fastify();
    await app.register(tokenPlugin, { client, closeClient: true });

    await app.close();

    await expect(client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
  });

  it('waits for no `close` that hangs', async () => {
    await using mock = await createMockServer();
    const client: TokenClient = createTokenClient({ issuer: mockIssuer(mock) });
    let asked = 0;
    client.close = () => {
      asked += 1;
      return new Promise(() => undefined);
    };
    const app = Fastify();
    await app.register(tokenPlugin, { client, closeClient: true });

    await app.close();

    expect(asked).toBe(1);
  });
});
