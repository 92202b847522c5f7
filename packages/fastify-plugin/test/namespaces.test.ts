import { createTokenClient, Secret, type TokenIssuer } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import Fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { tokenPlugin, type FastifyTokenClient } from '../src/index.ts';
import { mockIssuer } from './mock-issuer.ts';

declare module 'fastify' {
  interface FastifyTokenNamespaces {
    readonly sales: FastifyTokenClient;
    readonly support: FastifyTokenClient;
  }
}

/** An issuer that grants one token, to tell clients apart. */
function issuerOf(accessToken: string): TokenIssuer {
  const origin = 'https://issuer.example';
  return {
    origin,
    apiOrigins: [origin],
    prepare: () => ({
      identity: ['test'],
      secret: new Secret('secret'),
      exchange: async () => ({ accessToken, expiresInMs: 3_600_000 }),
    }),
  };
}

async function tokenOf(client: FastifyTokenClient): Promise<string> {
  return (await client.getToken()).accessToken;
}

const defaultMembers = new Set(['getToken', 'fetch', 'invalidate', 'status', 'apiOrigins', 'apiBaseUrl']);

/** The members that a scope sees, its own and inherited. */
function visible(app: FastifyInstance): string[] {
  const names: string[] = [];
  for (const name in app.tokenClient) names.push(name);
  return names.filter((name) => !defaultMembers.has(name)).sort();
}

describe('namespaces', () => {
  it('stand beside the default client, each with a client of its own', async () => {
    await using app = Fastify();
    app.register(tokenPlugin, { issuer: issuerOf('one') });
    app.register(tokenPlugin, { issuer: issuerOf('two'), namespace: 'sales' });
    app.register(tokenPlugin, { issuer: issuerOf('three'), namespace: 'support' });
    await app.ready();
    const { tokenClient } = app;

    const tokens = [tokenClient, tokenClient.sales, tokenClient.support].map((client) => tokenOf(client));

    expect(await Promise.all(tokens)).toEqual(['one', 'two', 'three']);
  });

  it('need no default client, before or at all', async () => {
    await using app = Fastify();
    app.register(tokenPlugin, { issuer: issuerOf('sales'), namespace: 'sales' });
    await app.after();
    expect('getToken' in app.tokenClient).toBe(false);

    app.register(tokenPlugin, { issuer: issuerOf('default') });
    await app.ready();
    expect(await Promise.all([tokenOf(app.tokenClient), tokenOf(app.tokenClient.sales)])).toEqual(['default', 'sales']);
  });

  it('of a child are invisible to its parent and siblings', async () => {
    await using app = Fastify();
    const seen = new Map<string, string[]>();
    app.register(tokenPlugin, { issuer: issuerOf('default') });
    app.register(async (child) => {
      child.register(tokenPlugin, { issuer: issuerOf('sales'), namespace: 'sales' });
      child.addHook('onReady', async () => void seen.set('child', visible(child)));
      child.register(async (grandchild) => {
        grandchild.register(tokenPlugin, { issuer: issuerOf('support'), namespace: 'support' });
        grandchild.addHook('onReady', async () => void seen.set('grandchild', visible(grandchild)));
      });
    });
    app.register(async (sibling) => {
      sibling.addHook('onReady', async () => void seen.set('sibling', visible(sibling)));
    });
    await app.ready();
    seen.set('parent', visible(app));

    expect(Object.fromEntries(seen)).toEqual({
      parent: [],
      child: ['sales'],
      grandchild: ['sales', 'support'],
      sibling: [],
    });
  });

  it('may have the same name in two siblings', async () => {
    await using app = Fastify();
    for (const name of ['north', 'south']) {
      app.register(async (child) => {
        child.register(tokenPlugin, { issuer: issuerOf(name), namespace: 'sales' });
        child.get(`/${name}`, async () => tokenOf(child.tokenClient.sales));
      });
    }

    const answers = await Promise.all([app.inject('/north'), app.inject('/south')]);

    expect(answers.map((answer) => answer.body)).toEqual(['north', 'south']);
  });

  it('leave a child what it inherits', async () => {
    await using app = Fastify();
    app.register(tokenPlugin, { issuer: issuerOf('default') });
    app.register(async (child) => {
      child.register(tokenPlugin, { issuer: issuerOf('sales'), namespace: 'sales' });
      child.get('/', async () => [await tokenOf(child.tokenClient), await tokenOf(child.tokenClient.sales)]);
    });

    expect((await app.inject('/')).json()).toEqual(['default', 'sales']);
  });
});

describe('a client registered in a child only', () => {
  it('does not decorate the parent', async () => {
    await using app = Fastify();
    app.register(async (child) => {
      child.register(tokenPlugin, { issuer: issuerOf('child') });
      child.get('/', async () => tokenOf(child.tokenClient));
    });

    expect((await app.inject('/')).body).toBe('child');
    expect(app.hasDecorator('tokenClient')).toBe(false);
  });
});

describe('a second registration', () => {
  const first = { issuer: issuerOf('one') };

  const inRoot = (app: FastifyInstance, namespace?: string) => app.register(tokenPlugin, { ...first, namespace });
  const inChild = (app: FastifyInstance, namespace?: string) =>
    app.register(async (child) => void child.register(tokenPlugin, { ...first, namespace }));

  describe.each<[string, string | undefined, string]>([
    ['of the default client', undefined, 'app.tokenClient'],
    ['of a namespace', 'sales', 'app.tokenClient.sales'],
  ])('%s fails the boot', (_, namespace, title) => {
    it.each([
      ['in the same scope', inRoot, inRoot, 'in this scope or one above'],
      ['below it', inRoot, inChild, 'in this scope or one above'],
      ['above it, though that is loaded later', inChild, inRoot, 'in a scope below this one'],
    ])('%s', async (_where, one, two, place) => {
      await using app = Fastify();
      one(app, namespace);
      two(app, namespace);

      await expect(app.ready()).rejects.toMatchObject({
        code: 'FST_TOKENS_ALREADY_REGISTERED',
        message: expect.stringMatching(`^${title} is registered ${place}: `),
      });
    });
  });

  it('is seen past a scope that registers nothing', async () => {
    await using app = Fastify();
    app.register(async (child) => void inChild(child, 'sales'));
    inRoot(app, 'sales');

    await expect(app.ready()).rejects.toMatchObject({ code: 'FST_TOKENS_ALREADY_REGISTERED' });
  });
});

describe('what a parent registers after its child is loaded', () => {
  it('is there in the child too', async () => {
    await using app = Fastify();
    app.register(async (child) => {
      child.register(tokenPlugin, { issuer: issuerOf('sales'), namespace: 'sales' });
      child.get('/', async () => {
        const { tokenClient } = child;
        return Promise.all([tokenClient, tokenClient.sales, tokenClient.support].map((client) => tokenOf(client)));
      });
    });
    app.register(tokenPlugin, { issuer: issuerOf('default') });
    app.register(tokenPlugin, { issuer: issuerOf('support'), namespace: 'support' });

    expect((await app.inject('/')).json()).toEqual(['default', 'sales', 'support']);
    expect(visible(app)).toEqual(['support']);
  });
});

describe("an app.tokenClient that is somebody else's", () => {
  it.each([
    ['an object', { fetch: 'mine' }],
    ['null', null],
    ['undefined', undefined],
  ])('fails the boot and stays as it is: %s', async (_, theirs) => {
    for (const namespace of [undefined, 'sales']) {
      await using app = Fastify();
      const before = { ...theirs };
      // What a program without types can do.
      Reflect.apply(app.decorate, app, ['tokenClient', theirs]);
      app.register(tokenPlugin, { issuer: issuerOf('ours'), namespace });

      await expect(app.ready()).rejects.toMatchObject({
        code: 'FST_TOKENS_ALREADY_REGISTERED',
        message: expect.stringMatching(/^app\.tokenClient is decorated by something else/),
      });
      expect({ ...theirs }).toEqual(before);
    }
  });

  it('fails the boot in a scope below ours as well', async () => {
    await using app = Fastify();
    app.register(tokenPlugin, { issuer: issuerOf('ours') });
    app.register(async (child) => {
      Reflect.apply(child.decorate, child, ['tokenClient', {}]);
      child.register(tokenPlugin, { issuer: issuerOf('sales'), namespace: 'sales' });
    });

    await expect(app.ready()).rejects.toMatchObject({ code: 'FST_TOKENS_ALREADY_REGISTERED' });
  });
});

describe('two namespaces over one client', () => {
  it('share its token', async () => {
    await using mock = await createMockServer();
    await using client = createTokenClient({ issuer: mockIssuer(mock) });
    await using app = Fastify();
    app.register(tokenPlugin, { client, namespace: 'sales' });
    app.register(tokenPlugin, { client, namespace: 'support' });
    await app.ready();

    expect(await tokenOf(app.tokenClient.sales)).toBe(await tokenOf(app.tokenClient.support));
    expect(mock.counters().exchanges).toBe(1);
  });
});
