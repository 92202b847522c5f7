import { createTokenClient } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import Fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { tokenPlugin, type FastifyTokenClient } from '../src/index.ts';
import { issuerOf } from './issuer-of.ts';
import { mockIssuer } from './mock-issuer.ts';

declare module 'fastify' {
  interface FastifyTokenNamespaces {
    readonly sales: FastifyTokenClient;
    readonly support: FastifyTokenClient;
  }
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
