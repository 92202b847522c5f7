import { createTokenClient, symbl } from '@tokenkeep/core';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { tokenPlugin, type TokenPluginOptions } from '../src/index.ts';

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
