import { describe, expect, it } from 'vitest';
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
