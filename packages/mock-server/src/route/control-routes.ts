import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Controls } from '../controls.ts';
import type { FaultOrder, FaultRoute } from '../fault/fault.ts';
import { InvalidArgumentError } from '../invalid-argument-error.ts';
import { type DescribedRoutes, openapi } from '../openapi.ts';
import { controlSchemas } from './control-schemas.ts';
import { describeRequestError } from './describe-request-error.ts';
import { type ControlAccess, refuseControl } from './refuse-control.ts';
import { refuse } from './refuse.ts';
import type { Refusal } from './token-protocol.ts';

/** The methods of the server object, over HTTP under `/__mock/`, for those whom `refuseControl` lets pass. */
export function registerControlRoutes(fastify: FastifyInstance, controls: Controls, options: RouteOptions): void {
  const description = openapi(options);
  fastify.addHook('onRequest', async (request, reply) => {
    const refusal = refuseControl(request.raw, options);
    return refusal === undefined ? undefined : send(reply, refusal);
  });
  fastify.setErrorHandler<FastifyError>(async (error, _request, reply) => {
    if (error instanceof InvalidArgumentError) return send(reply, { status: 400, message: error.message });
    return send(reply, describeRequestError(error, { contentType: 'application/json' }));
  });

  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  // Many clients name JSON at every request, also where there is no body.
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null) : parseJson(request, body.toString(), done),
  );

  fastify.get('/openapi.json', async () => description);
  fastify.get('/counters', async () => controls.counters());
  fastify.get('/exchanges', async () => ({ exchanges: controls.exchanges() }));
  // No schema: the parser of fault orders says more clearly what is wrong.
  fastify.post<{ Body: FaultOrder }>('/faults', async ({ body }, reply) => {
    controls.fault(body);
    return reply.code(204).send();
  });
  fastify.delete<{ Querystring: { route?: FaultRoute } }>('/faults', async ({ query }, reply) => {
    const { route, ...unknown } = query;
    const [stranger] = Object.keys(unknown);
    if (stranger !== undefined) throw new InvalidArgumentError(`Unknown parameter ${stranger}: use route.`);
    controls.clearFaults(route);
    return reply.code(204).send();
  });
  fastify.post<{ Body: { appId?: string; keepServing?: boolean } | null | undefined }>(
    '/revoke',
    { schema: { body: controlSchemas.revoke } },
    async ({ body }, reply) => {
      const { appId, ...options } = body ?? {};
      controls.revoke(appId, options);
      return reply.code(204).send();
    },
  );
  fastify.post<{ Body: { appId: string; ms: number } }>(
    '/age',
    { schema: { body: controlSchemas.age } },
    async ({ body: { appId, ms } }, reply) => {
      controls.age(appId, ms);
      return reply.code(204).send();
    },
  );
  fastify.post<{ Body: { appId: string; appSecret: string } }>(
    '/credentials',
    { schema: { body: controlSchemas.credentials } },
    async ({ body: { appId, appSecret } }, reply) => {
      controls.setCredentials(appId, appSecret);
      return reply.code(204).send();
    },
  );
  fastify.post('/reset', async (_request, reply) => {
    controls.reset();
    return reply.code(204).send();
  });
}

interface RouteOptions extends ControlAccess, DescribedRoutes {}

function send(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return reply.code(refusal.status).send(refuse(refusal).body);
}
