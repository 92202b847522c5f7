import sensible from '@fastify/sensible';
import { createMockServer, type Fault } from '@tokenkeep/mock-server';
import Fastify, { type FastifyError } from 'fastify';
import { describe, expect, it } from 'vitest';
import { errorCodes, tokenPlugin } from '../src/index.ts';
import { answerUnder, badGateway, unavailable } from './gateway-answers.ts';
import { mockIssuer } from './mock-issuer.ts';

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
