import { describe, expect, it, onTestFinished } from 'vitest';
import * as index from '../src/index.ts';
import * as tokenRoute from '../src/token-route.ts';
import { testClient } from './test-client.ts';

const good = { client: testClient('canary-token'), authorize: () => true };
const proxyOptions = { ...good, allow: ['GET /v1/x'] };

/** Callers without types can pass anything. */
function make(create: unknown, options: unknown): unknown {
  if (typeof create !== 'function') throw new TypeError('not a function');
  return create(options);
}

describe('making a handler', () => {
  it('works with what is required alone', () => {
    expect(Object.keys(index.createTokenProxy(proxyOptions))).toEqual(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
    expect(Object.keys(tokenRoute.createTokenRoute(good))).toEqual(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
  });

  it.each([
    [{ authorize: undefined }, 'authorize is missing'],
    [{ authorize: true }, 'authorize is missing'],
    [{ client: undefined }, 'client is missing'],
    [{ client: {} }, 'client is missing'],
    [{ onError: 'log' }, 'onError must be a function'],
    [{ allowedOrigins: '*' }, 'allowedOrigins'],
    [{ allowedOrigins: ['*'] }, 'allowedOrigins'],
    [{ allowedOrigins: ['https://*.app.test'] }, 'allowedOrigins'],
    [{ allowedOrigins: ['null'] }, 'allowedOrigins'],
    [{ allowedOrigins: ['https://app.test/'] }, 'allowedOrigins'],
    [{ allowedOrigins: ['app.test'] }, 'allowedOrigins'],
    [{ allowedOrigins: [/app/] }, 'allowedOrigins'],
    [{ cors: '*' }, 'does not know the option "cors"'],
    [{ allowedOrigin: [] }, 'did you mean allowedOrigins?'],
  ])('with %o throws, naming the option', (change, message) => {
    const error = { code: 'ERR_TOKEN_CONFIG', message: expect.stringContaining(message) };
    expect(() => make(index.createTokenProxy, { ...proxyOptions, ...change })).toThrow(expect.objectContaining(error));
    expect(() => make(tokenRoute.createTokenRoute, { ...good, ...change })).toThrow(expect.objectContaining(error));
  });

  it.each([
    [{ allow: undefined }, 'allow is missing'],
    [{ allow: 'GET /v1/x' }, 'allow is missing'],
    [{ allow: [7] }, 'allow cannot read 7'],
    [{ upstream: '' }, 'upstream must be'],
    [{ route: 'api/symbl' }, 'route cannot read'],
    [{ route: '/api/symbl/[...path]' }, 'route cannot read'],
    [{ route: '/api/symbl/' }, 'route cannot read'],
    [{ route: [] }, 'route must be a path'],
    [{ route: 7 }, 'route must be a path'],
  ])('of a proxy with %o throws, naming the option', (change, message) => {
    expect(() => make(index.createTokenProxy, { ...proxyOptions, ...change })).toThrow(message);
  });

  it('without options at all throws as clearly', () => {
    expect(() => make(index.createTokenProxy, undefined)).toThrow(
      expect.objectContaining({ code: 'ERR_TOKEN_CONFIG' }),
    );
    expect(() => make(tokenRoute.createTokenRoute, null)).toThrow(
      expect.objectContaining({ code: 'ERR_TOKEN_CONFIG' }),
    );
  });

  it('copies them: what happens to the given ones later changes nothing', async () => {
    const allow = ['GET /v1/x'];
    const allowedOrigins = ['https://app.test'];
    const route = ['/api'];
    const given = { ...proxyOptions, allow, allowedOrigins, route, upstream: 'https://api.test', onError() {} };
    const { GET, POST } = index.createTokenProxy(given);
    allow.push('GET /v1/y', 'POST /v1/x');
    allowedOrigins.push('https://evil.test');
    route.push('/evil');
    Object.assign(given, { authorize: () => expect.unreachable(), client: undefined, upstream: 'https://evil.test' });
    const ask = async (url: string, init: RequestInit, path: string[]): Promise<number> => {
      const handler = init.method === 'POST' ? POST : GET;
      return (await handler(new Request(url, init), { params: Promise.resolve({ path }) })).status;
    };
    expect(await ask('https://app.test/api/v1/y', {}, ['v1', 'y'])).toBe(404);
    expect(await ask('https://app.test/evil/v1/x', {}, ['v1', 'x'])).toBe(404);
    const headers = { origin: 'https://evil.test' };
    expect(await ask('https://app.test/api/v1/x', { method: 'POST', headers }, ['v1', 'x'])).toBe(403);
  });

  it('does not see what somebody put on Object.prototype', async () => {
    Object.assign(Object.prototype, {
      upstream: 'https://evil.test',
      allowedOrigins: ['https://evil.test'],
      onError: 7,
    });
    onTestFinished(() => {
      for (const name of ['upstream', 'allowedOrigins', 'onError']) Reflect.deleteProperty(Object.prototype, name);
    });
    const gone: string[] = [];
    const client = testClient('canary-token', {
      fetch: async (input) => {
        gone.push(input);
        return new Response();
      },
    });
    const { GET, POST } = index.createTokenProxy({ client, authorize: () => true, allow: ['GET /v1/x', 'POST /v1/x'] });
    const context = { params: Promise.resolve({ path: ['v1', 'x'] }) };
    expect((await GET(new Request('https://app.test/api/v1/x'), context)).status).toBe(200);
    const headers = { origin: 'https://evil.test' };
    expect((await POST(new Request('https://app.test/api/v1/x', { method: 'POST', headers }), context)).status).toBe(
      403,
    );
    expect(gone).toEqual(['https://api.test/v1/x']);
  });

  it('accepts the origins that an application can have', () => {
    const allowedOrigins = ['https://app.test', 'https://app.test:8443', 'http://intranet', 'http://localhost:3000'];
    expect(() => tokenRoute.createTokenRoute({ ...good, allowedOrigins })).not.toThrow();
  });
});

describe('the package', () => {
  it('exports what it promises, and nothing that hands out tokens from its main entry', () => {
    expect(Object.keys(index).sort()).toEqual(['createTokenProxy', 'sharedTokenClient']);
    expect(Object.keys(tokenRoute)).toEqual(['createTokenRoute']);
  });
});
