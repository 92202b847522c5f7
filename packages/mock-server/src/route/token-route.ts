import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from '../answer.ts';
import { sendAnswer } from '../fault/send-answer.ts';
import { isReplacing, replacementStatus, sendReplacement } from '../fault/send-replacement.ts';
import type { Parts } from '../parts.ts';
import { describeRequestError } from './describe-request-error.ts';
import type { Exchange, ExchangeDesk } from './exchange-desk.ts';
import { refuseOtherMethods } from './refuse-other-methods.ts';
import type { TokenProtocol } from './token-protocol.ts';

/** Serves one token endpoint: a request to its path, with its method, is an exchange, whatever becomes of it. */
export function registerTokenRoute(
  fastify: FastifyInstance,
  protocol: TokenProtocol,
  desk: ExchangeDesk,
  parts: Parts,
): void {
  async function settle(exchange: Exchange, reply: FastifyReply, answer: Answer): Promise<FastifyReply> {
    desk.close(exchange, answer.status);
    return sendAnswer(reply, answer, exchange.fault, parts.held);
  }

  /**
   * What befalls every exchange once, malformed ones included: it waits, then a fault or the limit may answer it.
   *
   * @returns whether one did, or a reset has dropped the exchange. Not the reply, which is a thenable: awaited, it would turn into `undefined`.
   */
  async function admit(exchange: Exchange, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    if (exchange.admitted) return false;
    exchange.admitted = true;
    // While its body came.
    if (parts.held.isDropped(reply.raw)) return abandon(reply);
    desk.claim(exchange, protocol.claimedAppId(request));
    const delayMs = exchange.fault?.kind === 'delay' ? exchange.fault.ms : 0;
    const waitMs = parts.latency.next() + delayMs;
    if (waitMs > 0) await sleep(waitMs, undefined, { ref: false });
    if (parts.held.isDropped(reply.raw)) return abandon(reply);
    if (isReplacing(exchange.fault)) {
      desk.close(exchange, replacementStatus(exchange.fault));
      await sendReplacement(reply, exchange.fault, parts.held);
      return true;
    }
    if (!exchange.overLimit) return false;
    const busy = protocol.refused({ status: 429, message: 'Maximum number of concurrent exchanges reached.' });
    await settle(exchange, reply, { ...busy, headers: { ...busy.headers, 'retry-after': '1' } });
    return true;
  }

  function abandon(reply: FastifyReply): true {
    parts.held.take(reply);
    return true;
  }

  function answer(exchange: Exchange, request: FastifyRequest): Answer {
    const wanted = protocol.read(request);
    if ('status' in wanted) return protocol.refused(wanted);
    if (!parts.credentials.accepts(wanted.appId, wanted.appSecret)) {
      return protocol.refused({ status: 401, message: 'The credentials are not valid.' });
    }
    return protocol.granted(desk.grant(exchange, wanted), wanted);
  }

  // A single colon would begin a parameter.
  const url = protocol.path.replaceAll(':', '::');
  fastify.route({
    method: protocol.method,
    url,
    schema: protocol.requestSchema,
    exposeHeadRoute: false,
    onRequest: async (request, reply) => {
      parts.held.enter(reply.raw);
      request.setDecorator<Exchange>('exchange', desk.open(protocol.path, reply.raw));
    },
    // Not earlier: the body tells the app. Not later: a fault does not depend on the body being right.
    preValidation: async (request, reply) => {
      const ended = await admit(request.getDecorator<Exchange>('exchange'), request, reply);
      return ended ? reply : undefined;
    },
    handler: async (request, reply) => {
      const exchange = request.getDecorator<Exchange>('exchange');
      return settle(exchange, reply, answer(exchange, request));
    },
    errorHandler: async (error, request, reply) => {
      const exchange = request.getDecorator<Exchange>('exchange');
      // A body that cannot be read never came to preValidation.
      if (await admit(exchange, request, reply)) return reply;
      return settle(exchange, reply, protocol.refused(describeRequestError(error, protocol)));
    },
  });
  refuseOtherMethods(fastify, url, { allowed: protocol.method, head: false }, (refusal) => protocol.refused(refusal));
}
