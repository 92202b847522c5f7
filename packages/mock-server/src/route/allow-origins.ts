import type { FastifyInstance } from 'fastify';

/**
 * Lets web pages of these origins call the token routes and the API (CORS); never the control routes.
 *
 * The headers go onto Node's own response, so that answers that faults write themselves carry them, too.
 */
export function allowOrigins(fastify: FastifyInstance, cors: true | readonly string[]): void {
  fastify.addHook('onRequest', async ({ headers, method, url }, reply) => {
    const { origin } = headers;
    if (origin === undefined || isControl(url)) return undefined;
    void reply.raw.setHeader('vary', 'origin');
    if (cors !== true && !cors.includes(origin)) return undefined;
    void reply.raw.setHeader('access-control-allow-origin', origin);
    void reply.raw.setHeader('access-control-expose-headers', '*');
    const wanted = headers['access-control-request-method'];
    if (method !== 'OPTIONS' || wanted === undefined) return undefined;
    void reply.raw.setHeader('access-control-allow-methods', wanted);
    const names = headers['access-control-request-headers'];
    if (names !== undefined) void reply.raw.setHeader('access-control-allow-headers', names);
    return reply.code(204).send();
  });
}

/** Whether the router takes it for a control route, which may be spelt as `/%5f_mock/` or begin with the origin. */
function isControl(url: string): boolean {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname).startsWith('/__mock/');
  } catch {
    return true;
  }
}
