import type { TokenClientOptions } from '@tokenkeep/core';
import { createMockServer, type Fault } from '@tokenkeep/mock-server';
import Fastify, { type FastifyInstance } from 'fastify';
import { tokenPlugin } from '../src/index.ts';
import { mockIssuer } from './mock-issuer.ts';

// What a caller is told, and no more.
export const badGateway = {
  statusCode: 502,
  code: 'FST_TOKENS_BAD_GATEWAY',
  error: 'Bad Gateway',
  message: 'An upstream service refused or failed',
};
export const unavailable = {
  statusCode: 503,
  code: 'FST_TOKENS_UNAVAILABLE',
  error: 'Service Unavailable',
  message: 'An upstream service is not available',
};
export const timeout = {
  statusCode: 504,
  code: 'FST_TOKENS_TIMEOUT',
  error: 'Gateway Timeout',
  message: 'An upstream service did not answer in time',
};
export const notSetUp = {
  statusCode: 500,
  code: 'FST_TOKENS_CONFIG',
  error: 'Internal Server Error',
  message: 'An upstream service is not set up',
};

/** What a route answers that needs a token while the token endpoint misbehaves. */
export async function answerUnder(
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
