import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Answer } from '../answer.ts';
import type { ApiGate } from './api-gate.ts';
import { refuseOtherMethods } from './refuse-other-methods.ts';
import { refuse } from './refuse.ts';

/** What `POST /v1/process/text` accepts. */
export const textSchema = {
  body: {
    type: 'object',
    required: ['messages'],
    properties: { messages: { type: 'array', minItems: 1, items: { type: 'object' } } },
  },
} as const;

/** A small API behind the token: enough to see a bearer accepted or refused, with a GET and a POST. */
export function registerApiRoutes(
  fastify: FastifyInstance,
  { admit: onRequest, refuseBadRequest: errorHandler, send }: ApiGate,
): void {
  fastify.get<{ Params: { id: string } }>(
    '/v1/conversations/:id',
    { onRequest, errorHandler },
    async (request, reply) => {
      const { id } = request.params;
      const found = /^[\w-]{1,64}$/.test(id);
      return send(request, reply, found ? conversation(id) : refuse({ status: 404, message: 'No such conversation.' }));
    },
  );
  fastify.post('/v1/process/text', { onRequest, schema: textSchema, errorHandler }, async (request, reply) =>
    send(request, reply, { status: 201, body: { conversationId: randomUUID(), jobId: randomUUID() } }),
  );
  refuseOtherMethods(fastify, '/v1/conversations/:id', { allowed: 'GET', head: true }, refuse);
  refuseOtherMethods(fastify, '/v1/process/text', { allowed: 'POST', head: false }, refuse);
}

function conversation(id: string): Answer {
  return { status: 200, body: { id, type: 'meeting', name: `Conversation ${id}` } };
}
