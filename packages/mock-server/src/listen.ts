import Fastify, { type FastifyInstance } from 'fastify';
import type { Controls } from './controls.ts';
import type { EndpointShape } from './endpoint/endpoint-shape.ts';
import { shapedProtocol } from './endpoint/shaped-protocol.ts';
import type { MockRoute } from './own-route/mock-route.ts';
import { registerOwnRoutes } from './own-route/register-own-routes.ts';
import type { Parts } from './parts.ts';
import { allowOrigins } from './route/allow-origins.ts';
import { apiGate } from './route/api-gate.ts';
import { registerApiRoutes } from './route/api-routes.ts';
import { registerControlRoutes } from './route/control-routes.ts';
import { ExchangeDesk } from './route/exchange-desk.ts';
import { oauthProtocol } from './route/oauth-protocol.ts';
import { readBodies } from './route/read-bodies.ts';
import type { ControlAccess } from './route/refuse-control.ts';
import { refuse } from './route/refuse.ts';
import { symblProtocol } from './route/symbl-protocol.ts';
import { registerTokenRoute } from './route/token-route.ts';

/** Where to listen and what to serve. */
export interface ListenOptions extends ControlAccess {
  readonly host: string;
  readonly port: number;
  readonly control: boolean;
  readonly cors: boolean | readonly string[];
  readonly endpoints: readonly EndpointShape[];
  readonly routes: readonly MockRoute[];
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
  if (options.cors !== false) allowOrigins(fastify, options.cors);
  await registerRoutes(fastify, parts, options);
  if (options.control) {
    await fastify.register(async (scope) => registerControlRoutes(scope, controls, options), { prefix: '/__mock' });
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

async function registerRoutes(
  fastify: FastifyInstance,
  parts: Parts,
  { endpoints, routes }: ListenOptions,
): Promise<void> {
  const desk = new ExchangeDesk(parts);
  const shaped = endpoints.map((shape) => shapedProtocol(shape, (secret) => parts.credentials.appIdOf(secret)));
  for (const protocol of [symblProtocol, oauthProtocol, ...shaped]) {
    // Scopes of their own: each reads bodies of its own kind alone.
    await fastify.register(async (scope) => {
      readBodies(scope, protocol.contentType);
      registerTokenRoute(scope, protocol, desk, parts);
    });
  }
  const gate = apiGate(parts);
  registerApiRoutes(fastify, gate);
  await fastify.register(async (scope) => registerOwnRoutes(scope, routes, gate));
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
  fastify.decorateRequest('appId');
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
