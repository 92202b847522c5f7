import { inspect } from 'node:util';
import { clientCredentials, clientSecretBasic, symbl } from '@tokenkeep/core';
import { fakeTokenClient } from '@tokenkeep/core/testing';
import { createMockServer } from '@tokenkeep/mock-server';
import Fastify from 'fastify';
import fp from 'fastify-plugin';
import { describe, expect, it } from 'vitest';
import defaultExport, { tokenPlugin } from '../src/index.ts';
import { mockIssuer } from './mock-issuer.ts';

const issuer = symbl({ appId: 'app', appSecret: 'secret' });

describe('app.register(tokenPlugin, options)', () => {
  it('gives routes one token for any number of calls', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    app.register(tokenPlugin, { issuer: mockIssuer(mock) });
    app.get('/', async () => {
      const response = await app.tokenClient.fetch(`${mock.url}/v1/conversations/7`);
      return response.json();
    });

    const answers = await Promise.all(Array.from({ length: 100 }, () => app.inject('/')));

    expect(answers.map((answer) => answer.json<{ id: string }>().id)).toEqual(Array.from({ length: 100 }, () => '7'));
    expect(mock.counters()).toMatchObject({ exchanges: 1, apiCalls: 100 });
  });

  it('takes the client credentials grant as it is', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    const [{ appId: clientId, appSecret: clientSecret }] = mock.apps;
    const tokenUrl = `${mock.url}/oauth/token`;
    app.register(tokenPlugin, {
      issuer: clientCredentials({
        tokenUrl,
        auth: clientSecretBasic({ clientId, clientSecret }),
        apiOrigins: [mock.url],
      }),
    });
    app.get('/', async () => {
      const response = await app.tokenClient.fetch(`${mock.url}/v1/conversations/7`);
      return response.json();
    });

    expect((await app.inject('/')).json()).toMatchObject({ id: '7' });
    expect(mock.counters()).toMatchObject({ exchanges: 1, apiCalls: 1 });
  });

  it('decorates with what the client has, and nothing that closes', async () => {
    await using app = Fastify();
    await app.register(tokenPlugin, { issuer });

    const members = ['getToken', 'fetch', 'invalidate', 'status', 'apiOrigins', 'apiBaseUrl'];
    expect(Object.keys(app.tokenClient)).toEqual(members);
    expect(app.tokenClient.status()).toMatchObject({ state: 'none', expiresIn: 0 });
    expect(app.tokenClient.apiOrigins).toEqual(['https://api.symbl.ai']);
    expect(app.tokenClient.apiBaseUrl).toBe('https://api.symbl.ai');
  });

  it('resolves a relative URL against the API of the issuer', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    await app.register(tokenPlugin, { issuer: mockIssuer(mock) });

    expect(await (await app.tokenClient.fetch('/v1/conversations/7')).json()).toMatchObject({ id: '7' });
  });

  it('asks what the client knows of its API when a route does, since that may read the environment', async () => {
    let apiBaseUrl: string | undefined;
    const client = Object.defineProperty({ ...fakeTokenClient() }, 'apiBaseUrl', { get: () => apiBaseUrl });
    await using app = Fastify();
    await app.register(tokenPlugin, { client });
    await app.register(tokenPlugin, { client, namespace: 'sales' });
    apiBaseUrl = 'https://api.example/late';

    expect(app.tokenClient.apiBaseUrl).toBe(apiBaseUrl);
    expect(Reflect.get(app.tokenClient, 'sales').apiBaseUrl).toBe(apiBaseUrl);
  });

  it('hands out members that need no `this`', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    await app.register(tokenPlugin, { issuer: mockIssuer(mock) });
    const { getToken, invalidate, status, fetch } = app.tokenClient;

    const token = await getToken();
    expect(status().state).toBe('fresh');
    expect((await fetch(`${mock.url}/v1/conversations/7`)).ok).toBe(true);
    await invalidate(token);
    expect(status().state).not.toBe('fresh');
  });

  it('lets a route invalidate the token that the API refused', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    await app.register(tokenPlugin, { issuer: mockIssuer(mock) });
    const first = await app.tokenClient.getToken();
    mock.revoke();

    await app.tokenClient.invalidate(first);

    expect((await app.tokenClient.getToken()).accessToken).not.toBe(first.accessToken);
  });

  it('is the default export as well', () => {
    expect(defaultExport).toBe(tokenPlugin);
  });

  it('asks for no token and adds no route by itself', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    const routes: string[] = [];
    app.addHook('onRoute', (route) => void routes.push(route.url));
    await app.register(tokenPlugin, { issuer: mockIssuer(mock) });
    await app.ready();

    expect(mock.counters().exchanges).toBe(0);
    expect(routes).toEqual([]);
  });

  it('can be depended on by its name, and says which Fastify it is for', async () => {
    await using app = Fastify();
    app.register(tokenPlugin, { issuer });
    app.register(fp(async () => undefined, { name: 'dependent', dependencies: ['@tokenkeep/fastify-plugin'] }));
    await app.ready();

    expect(app.hasPlugin('@tokenkeep/fastify-plugin')).toBe(true);
    // Where Fastify looks before it loads a plugin.
    expect(Reflect.get(tokenPlugin, Symbol.for('plugin-meta'))).toMatchObject({ fastify: '5.x' });
  });

  it('shows neither secret nor token when the decorator is logged', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    await app.register(tokenPlugin, { issuer: mockIssuer(mock) });
    const { accessToken } = await app.tokenClient.getToken();

    const shown = inspect(app.tokenClient, { depth: 9, showHidden: true }) + JSON.stringify(app.tokenClient);

    expect(shown).toContain('getToken');
    expect(shown).not.toContain(accessToken);
    expect(shown).not.toContain(mock.apps[0].appSecret);
  });
});
