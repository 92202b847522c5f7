import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTokenClient, Secret, TokenError, type TokenIssuer } from '@tokenkeep/core';
import { createMockServer, type Fault } from '@tokenkeep/mock-server';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { errorCodes, tokenPlugin } from '../src/index.ts';
import { answerUnder, badGateway, notSetUp, timeout, unavailable } from './gateway-answers.ts';
import { mockIssuer } from './mock-issuer.ts';

describe("Fastify's own error handler answers", () => {
  it.each<[string, Fault, object, object]>([
    ['502 to refused credentials', { kind: 'status', status: 401 }, {}, badGateway],
    ['502 to a refused request', { kind: 'status', status: 400 }, {}, badGateway],
    ['502 to an account that may not', { kind: 'status', status: 403 }, {}, badGateway],
    ['502 to a wrong address', { kind: 'status', status: 404 }, {}, badGateway],
    ['502 to a failing token endpoint', { kind: 'status', status: 500 }, {}, badGateway],
    ['502 to a page of HTML', { kind: 'html' }, {}, badGateway],
    ['502 to a redirect', { kind: 'redirect', location: 'https://elsewhere.example/' }, {}, badGateway],
    ['504 to a token endpoint that hangs', { kind: 'hang' }, { timeoutMs: 200 }, timeout],
  ])('%s, and says no more', async (_, fault, options, body) => {
    expect(await answerUnder(fault, options)).toEqual({ status: Reflect.get(body, 'statusCode'), body });
  });

  it.each<[string, Fault, string]>([
    ['a rate limit', { kind: 'status', status: 429, retryAfter: 30 }, '30'],
    ['a rate limit of unknown length', { kind: 'status', status: 429 }, '1'],
    ['a token endpoint that is down for maintenance', { kind: 'status', status: 503, retryAfter: 20 }, '20'],
    ['a 503 of unknown length', { kind: 'status', status: 503 }, '1'],
  ])('503 with Retry-After to %s', async (_, fault, retryAfter) => {
    expect(await answerUnder(fault)).toEqual({ status: 503, retryAfter, body: unavailable });
  });

  it.each([
    [6000, '6'],
    [6001, '7'],
    [6200, '7'],
  ])('503 with Retry-After in whole seconds, never too early, to a wait of %d ms', async (retryAfterMs, seconds) => {
    await using app = Fastify();
    const issuer: TokenIssuer = {
      origin: 'https://issuer.example',
      apiOrigins: [],
      prepare: () => ({
        identity: ['test'],
        secret: new Secret('secret'),
        exchange: () => Promise.reject(new TokenError('wait', { code: 'ERR_TOKEN_RATE_LIMITED', retryAfterMs })),
      }),
    };
    // Too short to wait and ask again.
    app.register(tokenPlugin, { issuer, timeoutMs: 5000 });
    app.get('/', async () => app.tokenClient.getToken());

    expect((await app.inject('/')).headers['retry-after']).toBe(seconds);
  });

  it('502 to a token endpoint that nothing listens on', async () => {
    const mock = await createMockServer();
    await mock.close();
    await using app = Fastify();
    app.register(tokenPlugin, { issuer: mockIssuer(mock) });
    app.get('/', async () => app.tokenClient.getToken());

    expect((await app.inject('/')).json()).toEqual(badGateway);
  });

  it.each([
    ['that nothing listens on', false],
    ['that hangs up', true],
  ])('502 to an API %s, and logs why', async (_, listens) => {
    await using mock = await createMockServer();
    const api = createServer((request) => request.socket.destroy()).listen(0, '127.0.0.1');
    await once(api, 'listening');
    const { port } = api.address() as AddressInfo;
    if (!listens) api.close();
    const origin = `http://127.0.0.1:${port}`;
    await using app = Fastify();
    const causes: unknown[] = [];
    app.addHook('onError', async (_request, _reply, error) => void causes.push(error.cause));
    app.register(tokenPlugin, { issuer: mockIssuer(mock), apiOrigins: [origin] });
    app.get('/', async () => app.tokenClient.fetch(`${origin}/v1/conversations/1`));

    expect((await app.inject('/')).json()).toEqual(badGateway);
    expect(causes).toEqual([expect.objectContaining({ name: 'TypeError', message: 'fetch failed' })]);
    api.close();
  });

  it('500 to a mistake in the program, without the address that it was about to call', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    app.register(tokenPlugin, { issuer: mockIssuer(mock) });
    app.get('/', async () => app.tokenClient.fetch('https://internal.example/'));

    expect((await app.inject('/')).json()).toEqual(notSetUp);
  });

  it('503 once a shared client is closed', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    const client = createTokenClient({ issuer: mockIssuer(mock) });
    app.register(tokenPlugin, { client });
    app.get('/', async () => app.tokenClient.getToken());
    await client.close();

    expect((await app.inject('/')).json()).toEqual(unavailable);
  });

  it('like that to fetch as well', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    app.register(tokenPlugin, { issuer: mockIssuer(mock, 'wrong') });
    app.get('/', async () => app.tokenClient.fetch(`${mock.url}/v1/conversations/1`));

    expect((await app.inject('/')).json()).toEqual(badGateway);
  });
});

describe('the error of a call', () => {
  it('is a FastifyError whose cause tells what went wrong', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    await app.register(tokenPlugin, { issuer: mockIssuer(mock, 'wrong') });

    const error: unknown = await app.tokenClient.getToken().catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(errorCodes.FST_TOKENS_BAD_GATEWAY);
    expect(error).toMatchObject({ name: 'FastifyError', code: 'FST_TOKENS_BAD_GATEWAY', statusCode: 502 });
    const { cause }: { cause?: unknown } = Object(error);
    expect(TokenError.isInstance(cause)).toBe(true);
    expect(cause).toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS', status: 401, origin: mock.url });
  });

  it("is the caller's own reason when the caller aborts", async () => {
    await using mock = await createMockServer({ latencyMs: 500 });
    await using app = Fastify();
    await app.register(tokenPlugin, { issuer: mockIssuer(mock) });
    const reason = new Error('the client went away');

    await expect(app.tokenClient.getToken({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('of fetch is its own for a mistake in its arguments', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    await app.register(tokenPlugin, { issuer: mockIssuer(mock) });

    await expect(app.tokenClient.fetch('/v1', { method: 'no method' })).rejects.toBeInstanceOf(TypeError);
  });
});
