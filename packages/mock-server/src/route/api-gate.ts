import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from '../answer.ts';
import type { Fault } from '../fault/fault.ts';
import { sendAnswer } from '../fault/send-answer.ts';
import { isReplacing, sendReplacement } from '../fault/send-replacement.ts';
import type { Parts } from '../parts.ts';
import { checkToken } from './check-token.ts';
import { describeRequestError } from './describe-request-error.ts';
import { refuse } from './refuse.ts';

/** What stands before every route of the API: counters, faults, the token. */
export interface ApiGate {
  /** For `onRequest`. Sends the answer itself where the call gets no further. */
  admit(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined>;
  /** The same for a route that wants no token. */
  admitOpen(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined>;
  /** For `errorHandler`. */
  refuseBadRequest(error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
  /** Sends an answer, spoiled by the call's fault if it has one. */
  send(request: FastifyRequest, reply: FastifyReply, answer: Answer): Promise<FastifyReply>;
}

/** Makes the gate of one server. */
export function apiGate(parts: Parts): ApiGate {
  const { counters, faults, held } = parts;

  function send(request: FastifyRequest, reply: FastifyReply, answer: Answer): Promise<FastifyReply> {
    return sendAnswer(reply, answer, request.getDecorator<Fault | undefined>('fault'), held);
  }

  async function admitOpen(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
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
    return isReplacing(fault) ? sendReplacement(reply, fault, held) : undefined;
  }

  return {
    admitOpen,
    async admit(request, reply) {
      await admitOpen(request, reply);
      if (reply.sent) return reply;
      const checked = checkToken(request.headers, parts);
      if ('appId' in checked) {
        request.setDecorator('appId', checked.appId);
        counters.countApp('apiCalls', checked.appId);
        return undefined;
      }
      counters.count('apiRefused');
      return send(request, reply, checked);
    },
    refuseBadRequest: (error, request, reply) =>
      send(request, reply, refuse(describeRequestError(error, { contentType: 'application/json' }))),
    send,
  };
}
