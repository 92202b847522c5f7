import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sensible from '@fastify/sensible';
import { createTokenClient, Secret, TokenError, type TokenClientOptions, type TokenIssuer } from '@tokenkeep/core';
import { createMockServer, type Fault } from '@tokenkeep/mock-server';
import Fastify, { type FastifyInstance, type FastifyError } from 'fastify';
import { describe, expect, it } from 'vitest';
import { errorCodes, tokenPlugin } from '../src/index.ts';
import { mockIssuer } from './mock-issuer.ts';

const badGateway = {
  statusCode: 502,
  code: 'FST_TOKENS_BAD_GATEWAY',
  error: 'Bad Gateway',
  message: 'An upstream service refused or failed',
};
const unavailable = {
  statusCode: 503,
  code: 'FST_TOKENS_UNAVAILABLE',
  error: 'Service Unavailable',
  message: 'An upstream service is not available',
};
const timeout = {
  statusCode: 504,
  code: 'FST_TOKENS_TIMEOUT',
  error: 'Gateway Timeout',
  message: 'An upstream service did not answer in time',
};
const notSetUp = {
  statusCode: 500,
  code: 'FST_TOKENS_CONFIG',
  error: 'Internal Server Error',
  message: 'An upstream service is not set up',
};

/** What a route answers that needs a token while the token endpoint misbehaves. */
async function answerUnder(
  fault: Fault,
  options: Omit<TokenClientOptions, 'issuer'> = {},
  prepare: (app: FastifyInstance) => unknown = () => undefined,
): Promise<{ readonly status: number; readonly retryAfter: unknown; readonly body: unknown }> {
  await using mock = await createMockServer();
  mock.fault({ route: 'token', times: Infinity, fault });
  await using app = Fastify();
  await prepare(app);
  app.register(tokenPlugin, { ...options, issuer: mockIssuer(mock) });
  app.get('/', async () => app.tokenClient.getToken());
  const answer = await app.inject('/');
  return { status: answer.statusCode, retryAfter: answer.headers['retry-after'], body: answer.json() };
}

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

describe('under a custom error handler', () => {
  const rateLimit: Fault = { kind: 'status', status: 429, retryAfter: 30 };

  it('that passes the error on, the answer is the same', async () => {
    const answer = await answerUnder(rateLimit, {}, (app) => {
      app.setErrorHandler((error, _request, reply) => reply.send(error));
    });

    expect(answer).toEqual({ status: 503, retryAfter: '30', body: unavailable });
  });

  it('that writes its own body, status, code and headers are there to use', async () => {
    const answer = await answerUnder(rateLimit, {}, (app) => {
      app.setErrorHandler<FastifyError>((error, _request, reply) => {
        if (error instanceof errorCodes.FST_TOKENS_UNAVAILABLE) reply.headers(error.headers ?? {});
        reply.code(error.statusCode ?? 500).send({ failed: error.code });
      });
    });

    expect(answer).toEqual({ status: 503, retryAfter: '30', body: { failed: 'FST_TOKENS_UNAVAILABLE' } });
  });

  it('can be told apart by class', async () => {
    const answer = await answerUnder({ kind: 'status', status: 401 }, {}, (app) => {
      app.setErrorHandler((error, _request, reply) =>
        reply.code(418).send({ bad: error instanceof errorCodes.FST_TOKENS_BAD_GATEWAY }),
      );
    });

    expect(answer).toEqual({ status: 418, retryAfter: undefined, body: { bad: true } });
  });
});

describe('with @fastify/sensible', () => {
  it('the answer is the same', async () => {
    const answer = await answerUnder({ kind: 'status', status: 429, retryAfter: 30 }, {}, async (app) => {
      await app.register(sensible);
    });

    expect(answer).toEqual({ status: 503, retryAfter: '30', body: unavailable });
  });

  it('fits the response schema that it shares, and holds no more than that', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    await app.register(sensible, { sharedSchemaId: 'HttpError' });
    app.register(tokenPlugin, { issuer: mockIssuer(mock, 'wrong') });
    app.get('/', { schema: { response: { '5xx': { $ref: 'HttpError' } } } }, async () => app.tokenClient.getToken());

    const answer = await app.inject('/');

    expect(answer.statusCode).toBe(502);
    expect(answer.json()).toEqual(badGateway);
  });
});
