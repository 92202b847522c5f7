import { createTokenClient, symbl, type TokenClient, type TokenEvent } from '@tokenkeep/core';
import { fakeTokenClient } from '@tokenkeep/core/testing';
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

/** An app whose warnings a test can read. */
function warningApp(pluginTimeout: number) {
  const warnings: string[] = [];
  const app = Fastify({
    pluginTimeout,
    logger: { level: 'warn', stream: { write: (line: string) => void warnings.push(JSON.parse(line).msg) } },
  });
  return { app, warnings };
}

describe('warmUp', () => {
  it('has the first token before the app is ready', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    app.register(tokenPlugin, { issuer: mockIssuer(mock), warmUp: true });
    await app.ready();

    expect(app.tokenClient.status().state).toBe('fresh');
    expect(mock.counters().exchanges).toBe(1);
  });

  it('fails the boot if the credentials are refused, with the reason and its remedy', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    app.register(tokenPlugin, { issuer: mockIssuer(mock, 'wrong'), warmUp: true });

    await expect(app.ready()).rejects.toMatchObject({
      code: 'FST_TOKENS_WARM_UP',
      message: expect.stringMatching(
        /^@tokenkeep\/fastify-plugin: warmUp got no token: .* refused the credentials .*: check /,
      ),
      cause: { code: 'ERR_TOKEN_CREDENTIALS', status: 401 },
    });
  });

  it('fails the boot if the credentials are not in the environment', async () => {
    await using app = Fastify();
    app.register(tokenPlugin, { issuer: symbl(), warmUp: true });

    await expect(app.ready()).rejects.toMatchObject({
      code: 'FST_TOKENS_WARM_UP',
      message: expect.stringContaining('SYMBL_APP_ID'),
      cause: { code: 'ERR_TOKEN_CONFIG' },
    });
  });

  it('fails the boot if a shared client fails with anything but a TokenError', async () => {
    const failure = new TypeError('not a function');
    const client = { ...fakeTokenClient(), getToken: () => Promise.reject(failure) };
    await using app = Fastify();
    app.register(tokenPlugin, { client, warmUp: true });

    await expect(app.ready()).rejects.toMatchObject({ code: 'FST_TOKENS_WARM_UP', cause: failure });
  });

  it('says which client has no token', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    app.register(tokenPlugin, { issuer: mockIssuer(mock), namespace: 'sales', warmUp: true });
    app.register(tokenPlugin, { issuer: mockIssuer(mock, 'wrong'), namespace: 'support', warmUp: true });

    await expect(app.ready()).rejects.toThrow(/^app\.tokenClient\.support: warmUp got no token: /);
  });

  it('only warns if the issuer cannot be reached', async () => {
    const mock = await createMockServer();
    await mock.close();
    const { app, warnings } = warningApp(10_000);
    app.register(tokenPlugin, { issuer: mockIssuer(mock), warmUp: true, timeoutMs: 500, namespace: 'sales' });
    await app.ready();
    await app.close();

    expect(warnings).toContainEqual(
      expect.stringMatching(/^app\.tokenClient\.sales: warmUp got no token: .* The app starts without one\.$/),
    );
  });

  it("only warns before Fastify's pluginTimeout, however long timeoutMs is", async () => {
    await using mock = await createMockServer();
    mock.fault({ route: 'token', times: Infinity, fault: { kind: 'hang' } });
    const { app, warnings } = warningApp(2000);
    app.register(tokenPlugin, { issuer: mockIssuer(mock), warmUp: true, timeoutMs: 600_000 });
    await app.ready();
    await app.close();

    expect(warnings).toContainEqual(
      `@tokenkeep/fastify-plugin: warmUp got no token: none came within 1800 ms from ${mock.url}, check that the token endpoint answers, or raise pluginTimeout. The app starts without one.`,
    );
  });

  it('of a shared client does not know whom it asks', async () => {
    await using mock = await createMockServer();
    mock.fault({ route: 'token', times: Infinity, fault: { kind: 'hang' } });
    await using client = createTokenClient({ issuer: mockIssuer(mock) });
    const { app, warnings } = warningApp(1000);
    app.register(tokenPlugin, { client, warmUp: true });
    await app.ready();
    await app.close();

    expect(warnings).toContainEqual(expect.stringContaining('none came within 900 ms, check '));
  });

  it('is bounded by timeoutMs alone where there is no pluginTimeout', async () => {
    await using mock = await createMockServer();
    mock.fault({ route: 'token', times: Infinity, fault: { kind: 'hang' } });
    const { app, warnings } = warningApp(0);
    app.register(tokenPlugin, { issuer: mockIssuer(mock), warmUp: true, timeoutMs: 200 });
    await app.ready();
    await app.close();

    expect(warnings.join('\n')).toMatch(/warmUp got no token: .*200 ms/);
  });

  it('closes the client when the boot fails and the app is closed', async () => {
    await using mock = await createMockServer();
    const events: string[] = [];
    const app = Fastify();
    app.register(tokenPlugin, {
      issuer: mockIssuer(mock, 'wrong'),
      warmUp: true,
      onEvent: (event) => void events.push(event.type),
    });
    await expect(app.ready()).rejects.toThrow(/warmUp/);

    await app.close();

    expect(events.at(-1)).toBe('closed');
  });
});
