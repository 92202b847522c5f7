import { inspect } from 'node:util';
import { clientCredentials, clientSecretBasic, createTokenClient, symbl } from '@tokenkeep/core';
import { fakeTokenClient } from '@tokenkeep/core/testing';
import { createMockServer } from '@tokenkeep/mock-server';
import Fastify from 'fastify';
import fp from 'fastify-plugin';
import { describe, expect, it } from 'vitest';
import defaultExport, { tokenPlugin, type TokenPluginOptions } from '../src/index.ts';
import { mockIssuer } from './mock-issuer.ts';

const issuer = symbl({ appId: 'app', appSecret: 'secret' });

/** How the boot ends with these options, as a caller without types would pass them. */
async function bootError(options: object): Promise<unknown> {
  await using app = Fastify();
  app.register(tokenPlugin, options as TokenPluginOptions);
  try {
    await app.ready();
    return undefined;
  } catch (error) {
    return error;
  }
}

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

  it('leaves alone what others own, as @fastify/autoload and fastify-cli hand theirs to every plugin', async () => {
    await using app = Fastify();
    const serverOptions = {
      bodyLimit: 1,
      requestTimeout: 1,
      connectionTimeout: 1,
      keepAliveTimeout: 1,
      trustProxy: true,
    };
    const ofAutoload = { dir: '.', routeParams: true, encapsulate: false, forceESM: true, options: {}, maxDepth: 2 };
    const ofTheCli = { stage: 'production', skipOverride: true, prefix: '/api', logger: {}, pluginTimeout: 5000 };
    const ofOthers = { ...serverOptions, ...ofAutoload, ...ofTheCli };
    app.register(tokenPlugin, { issuer, ...ofOthers });
    app.register(tokenPlugin, { client: createTokenClient({ issuer }), namespace: 'shared', ...ofOthers });
    await app.ready();

    expect(app.tokenClient.status().state).toBe('none');
  });

  it('reads no option off a polluted prototype', async () => {
    Reflect.defineProperty(Object.prototype, 'warmUp', { value: 'polluted', configurable: true });
    Reflect.defineProperty(Object.prototype, 'namespace', { value: 7, configurable: true });
    try {
      expect(await bootError({ issuer })).toBe(undefined);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'warmUp');
      Reflect.deleteProperty(Object.prototype, 'namespace');
    }
  });

  it("takes what Fastify's own register takes", async () => {
    await using app = Fastify();
    const ofFastify = { prefix: '/api', logLevel: 'warn', logSerializers: { key: String } } as const;
    app.register(tokenPlugin, { issuer, ...ofFastify });
    app.register(tokenPlugin, { client: createTokenClient({ issuer }), namespace: 'shared', ...ofFastify });
    await app.ready();

    expect(app.tokenClient.status().state).toBe('none');
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

describe('an option that is undefined is as absent', () => {
  const client = createTokenClient({ issuer });

  it.each<[string, object]>([
    ['beside a client', { client, closeClient: undefined, issuer: undefined, timeoutMs: undefined }],
    ['beside an issuer', { issuer, client: undefined, closeClient: undefined, timeoutMs: undefined }],
  ])('%s', async (_, options) => {
    expect(await bootError(options)).toBe(undefined);
  });
});

describe('an option that cannot work fails the boot, naming the option', () => {
  const client = createTokenClient({ issuer });

  it.each<[string, object, string, RegExp]>([
    ['no issuer', {}, 'ERR_TOKEN_CONFIG', /issuer/],
    ['a misspelt option', { issuer, warmup: true }, 'FST_TOKENS_INVALID_OPTION', /"warmup": did you mean warmUp\? The/],
    ['an option without its unit', { issuer, refreshWindow: 1 }, 'FST_TOKENS_INVALID_OPTION', /mean refreshWindowMs\?/],
    ['two letters exchanged', { issuer, nmaespace: 'a' }, 'FST_TOKENS_INVALID_OPTION', /did you mean namespace\?/],
    ['a misspelt issuer', { isuer: issuer }, 'FST_TOKENS_INVALID_OPTION', /"isuer": did you mean issuer\?/],
    ['a misspelt client', { Client: client }, 'FST_TOKENS_INVALID_OPTION', /did you mean client\?.* closeClient,/],
    ['an onEvent that is no function', { issuer, onEvent: 'log' }, 'ERR_TOKEN_CONFIG', /onEvent must be a function/],
    ['a blank namespace', { issuer, namespace: ' ' }, 'FST_TOKENS_INVALID_OPTION', /: namespace must be a name/],
    ['a namespace that is no string', { issuer, namespace: 7 }, 'FST_TOKENS_INVALID_OPTION', /: namespace must/],
    ['a namespace that is a member', { issuer, namespace: 'fetch' }, 'FST_TOKENS_INVALID_OPTION', /"fetch"/],
    ['a namespace that is a fact', { issuer, namespace: 'apiBaseUrl' }, 'FST_TOKENS_INVALID_OPTION', /"apiBaseUrl"/],
    ['a namespace of every object', { issuer, namespace: '__proto__' }, 'FST_TOKENS_INVALID_OPTION', /"__proto__"/],
    ['warmUp that is no boolean', { issuer, warmUp: 'yes' }, 'FST_TOKENS_INVALID_OPTION', /: warmUp must be true/],
    ['client: undefined', { client: undefined }, 'FST_TOKENS_INVALID_OPTION', /: client must be a token client/],
    ['a client of another kind', { client: { get() {} } }, 'FST_TOKENS_INVALID_OPTION', /: client must be a token/],
    ['closeClient that is no boolean', { client, closeClient: 1 }, 'FST_TOKENS_INVALID_OPTION', /: closeClient must/],
    ['client and issuer', { client, issuer }, 'FST_TOKENS_INVALID_OPTION', /: issuer has no effect beside client/],
    ['client and timeoutMs', { client, timeoutMs: 5 }, 'FST_TOKENS_INVALID_OPTION', /: timeoutMs has no effect beside/],
    ['closeClient without client', { issuer, closeClient: true }, 'FST_TOKENS_INVALID_OPTION', /: closeClient has no/],
  ])('%s', async (_, options, code, message) => {
    expect(await bootError(options)).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each([undefined, null, 'symbl'])('a function in place of the options that returns %o', async (returned) => {
    await using app = Fastify();
    // What a program without types can do.
    Reflect.apply(app.register, app, [tokenPlugin, () => returned]);

    await expect(app.ready()).rejects.toMatchObject({
      code: 'FST_TOKENS_INVALID_OPTION',
      message: expect.stringMatching(
        /^@tokenkeep\/fastify-plugin: there are no options: return \{ issuer \} or \{ client \}/,
      ),
    });
  });
});

describe('an option that cannot work fails the boot, saying once whose option it is', () => {
  const client = createTokenClient({ issuer });

  it.each<[string, string, object, string]>([
    ['the plugin', 'FST_TOKENS_INVALID_OPTION', { issuer, warmUp: 1 }, 'warmUp must be'],
    ['a shared client', 'FST_TOKENS_INVALID_OPTION', { client, timeoutMs: 5 }, 'timeoutMs has no effect'],
    ['a new client', 'ERR_TOKEN_CONFIG', { issuer, timeoutMs: -1 }, 'timeoutMs must be'],
  ])('of %s', async (_, code, options, problem) => {
    for (const [namespace, name] of [
      [undefined, '@tokenkeep/fastify-plugin'],
      ['sales', 'app.tokenClient.sales'],
    ]) {
      const error = await bootError({ ...options, namespace });

      expect(error).toMatchObject({ code, message: expect.stringMatching(`^${name}: ${problem}`) });
    }
  });
});
