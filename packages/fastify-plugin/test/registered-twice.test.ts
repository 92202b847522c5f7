import Fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { tokenPlugin } from '../src/index.ts';
import { issuerOf } from './issuer-of.ts';

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
