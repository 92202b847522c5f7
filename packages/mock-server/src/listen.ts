import Fastify, { type FastifyInstance } from 'fastify';
import type { Controls } from './controls.ts';
import type { Parts } from './parts.ts';
import { registerApiRoutes } from './route/api-routes.ts';
import { registerControlRoutes } from './route/control-routes.ts';
import { ExchangeDesk } from './route/exchange-desk.ts';
import { oauthProtocol, readForms } from './route/oauth-protocol.ts';
import { symblProtocol } from './route/symbl-protocol.ts';
import { refuse } from './route/refuse.ts';
import { registerTokenRoute } from './route/token-route.ts';

/** Where to listen and what to serve. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly control: boolean;
}

/** A server that listens. */
export interface Listening {
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Puts the routes on a Fastify server and starts it. */
export async function listen(parts: Parts, controls: Controls, options: ListenOptions): Promise<Listening> {
  const fastify = buildFastify();
  const desk = new ExchangeDesk(parts);
  registerTokenRoute(fastify, symblProtocol, desk, parts);
  registerApiRoutes(fastify, parts);
  // Scopes of their own: only one route reads forms, only the controls look at where a request comes from.
  await fastify.register(async (scope) => {
    readForms(scope);
    registerTokenRoute(scope, oauthProtocol, desk, parts);
  });
  if (options.control) {
    await fastify.register(async (scope) => registerControlRoutes(scope, controls), { prefix: '/__mock' });
  }
  const { port, host } = options;
  await fastify.listen({ port, host }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      error.message = `Port ${String(port)} on ${host} is taken: choose another one, or 0 for any free port.`;
    }
    throw error;
  });
  const address = fastify.server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  return { url: originOf(host, boundPort), port: boundPort, close: () => fastify.close() };
}

function buildFastify(): FastifyInstance {
  const fastify = Fastify({
    // Idle and hung connections must not keep `close` waiting.
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  });
  fastify.removeContentTypeParser('text/plain');
  fastify.decorateRequest('exchange');
  fastify.decorateRequest('fault');
  fastify.setNotFoundHandler(async (_request, reply) => {
    const { status, body } = refuse({ status: 404, message: 'There is no such route.' });
    return reply.code(status).send(body);
  });
  return fastify;
}

function originOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${String(port)}`;
}
