import type { FastifyInstance, FastifyRequest } from 'fastify';
import { InvalidArgumentError } from '../invalid-argument-error.ts';
import type { ApiGate } from '../route/api-gate.ts';
import type { MockAnswer, MockCall, MockRoute } from './mock-route.ts';

/** Puts the user's own routes behind the gate of the API: they meet its faults and its counters, and want the token. */
export function registerOwnRoutes(fastify: FastifyInstance, routes: readonly MockRoute[], gate: ApiGate): void {
  // A rehearsal does not choose what is sent to it.
  fastify.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  for (const [index, { method = 'GET', path, open = false, answer }] of routes.entries()) {
    if (fastify.hasRoute({ method, url: path })) {
      throw new InvalidArgumentError(`routes[${String(index)}]: ${method} ${path} is there already.`);
    }
    fastify.route<{ Params: Record<string, string>; Querystring: Record<string, unknown> }>({
      method,
      url: path,
      onRequest: open ? gate.admitOpen : gate.admit,
      errorHandler: gate.refuseBadRequest,
      handler: async (request, reply) => {
        const made = typeof answer === 'function' ? await answer(callOf(request)) : answer;
        return gate.send(request, reply, withDefaults(made));
      },
    });
  }
}

function callOf(
  request: FastifyRequest<{ Params: Record<string, string>; Querystring: Record<string, unknown> }>,
): MockCall {
  const { params, query, headers, body } = request;
  return { params, query, headers, body, appId: request.getDecorator<string | undefined>('appId') };
}

function withDefaults({ status = 200, headers = {}, body = {} }: MockAnswer): Required<MockAnswer> {
  return { status, headers, body };
}
