import type { FastifyInstance } from 'fastify';
import type { Answer } from '../answer.ts';
import type { Refusal } from './token-protocol.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** Answers 405 with `Allow` to every other method of a route. Such a request is no exchange and no API call. */
export function refuseOtherMethods(
  fastify: FastifyInstance,
  url: string,
  { allowed, head }: { readonly allowed: 'GET' | 'POST'; readonly head: boolean },
  refused: (refusal: Refusal) => Answer,
): void {
  const isAllowed = (method: string): boolean => method === allowed || (method === 'HEAD' && head);
  fastify.route({
    method: METHODS.filter((method) => !isAllowed(method)),
    url,
    // Before the body is looked at, which may be of any kind.
    onRequest: async (_request, reply) => {
      const { status, headers, body } = refused({ status: 405, message: `Use ${allowed}.` });
      return reply
        .code(status)
        .headers({ ...headers, allow: allowed })
        .send(body);
    },
    handler: async () => undefined,
  });
}
