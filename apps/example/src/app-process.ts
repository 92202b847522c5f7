import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gatewayAnswer, TokenError } from '@tokenkeep/core';
import { tellHost, type ReportedStatus } from './messages.ts';

/**
 * Runs an example application as a child process: listens, tells the parent its URL, and ends when the parent does. A
 * terminal's Ctrl-C reaches the children too, so they leave the ending to the parent.
 */
export function runApp(server: Server, close: () => Promise<unknown>): void {
  process.on('SIGINT', () => undefined).on('SIGHUP', () => undefined);
  process.once('disconnect', () => {
    setTimeout(() => process.exit(), 2000).unref();
    server.closeAllConnections();
    void close().finally(() => process.exit());
  });
  server.once('listening', () => {
    tellHost({ type: 'ready', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
  // Any other port, if the one that is wished for is taken.
  server.once('error', () => server.listen(0, '127.0.0.1'));
  server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1');
}

/** A server without a framework: each route has a first segment, and answers for the second one. */
export function plainServer(routes: Readonly<Record<string, (id: string) => Promise<Response>>>): Server {
  return createServer(async (request, reply) => {
    const [, route = '', id = ''] = request.url?.split('/') ?? [];
    reply.setHeader('content-type', 'application/json');
    try {
      const response = (await routes[route]?.(id)) ?? new Response('{}', { status: 404 });
      const body = await response.text();
      reply.writeHead(response.status).end(body);
    } catch (error) {
      reply.writeHead(TokenError.isInstance(error) ? gatewayAnswer(error).status : 502).end('{}');
    }
  });
}

/** Tells what the client knows about its token, twice between two looks of the page, for as long as the process lives. */
export function reportStatus(client: { status(): ReportedStatus | Promise<ReportedStatus> }): void {
  const report = async (): Promise<void> => tellHost({ type: 'status', status: await client.status() });
  // What cannot be read now is read the next time.
  setInterval(() => void report().catch(() => undefined), 250).unref();
}
