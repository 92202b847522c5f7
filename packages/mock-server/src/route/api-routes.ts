import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from '../answer.ts';
import type { Fault } from '../fault/fault.ts';
import { sendAnswer } from '../fault/send-answer.ts';
import { isReplacing, sendReplacement } from '../fault/send-replacement.ts';
import type { Parts } from '../parts.ts';
import { checkBearer } from './check-bearer.ts';
import { describeRequestError } from './describe-request-error.ts';
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
export function registerApiRoutes(fastify: FastifyInstance, parts: Parts): void {
  const { counters, faults, held } = parts;

  function send(request: FastifyRequest, reply: FastifyReply, answer: Answer): Promise<FastifyReply> {
    return sendAnswer(reply, answer, request.getDecorator<Fault | undefined>('fault'), held);
  }

  async function admit(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    held.enter(reply.raw);
    const fault = faults.take('api');
    request.setDecorator('fault', fault);
    counters.count('apiCalls');
    if (fault !== undefined) counters.count('faultedApiCalls');
    if (fault?.kind === 'delay') await sleep(fault.ms, undefined, { ref: false });
    if (held.isDropped(reply.raw)) {
      held.take(reply);
      return reply;
    }
    if (isReplacing(fault)) return sendReplacement(reply, fault, held);
    const checked = checkBearer(request.headers.authorization, parts.issuer);
    if ('appId' in checked) {
      counters.countApp('apiCalls', checked.appId);
      return undefined;
    }
    counters.count('apiRefused');
    return send(request, reply, checked);
  }

  function refuseBadRequest(error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    return send(request, reply, refuse(describeRequestError(error, { contentType: 'application/json' })));
  }

  fastify.get<{ Params: { id: string } }>(
    '/v1/conversations/:id',
    { onRequest: admit, errorHandler: refuseBadRequest },
    async (request, reply) => {
      const { id } = request.params;
      const found = /^[\w-]{1,64}$/.test(id);
      return send(request, reply, found ? conversation(id) : refuse({ status: 404, message: 'No such conversation.' }));
    },
  );
  fastify.post(
    '/v1/process/text',
    { onRequest: admit, schema: textSchema, errorHandler: refuseBadRequest },
    async (request, reply) =>
      send(request, reply, { status: 201, body: { conversationId: randomUUID(), jobId: randomUUID() } }),
  );
  refuseOtherMethods(fastify, '/v1/conversations/:id', 'GET', refuse);
  refuseOtherMethods(fastify, '/v1/process/text', 'POST', refuse);
}

function conversation(id: string): Answer {
  return { status: 200, body: { id, type: 'meeting', name: `Conversation ${id}` } };
}
