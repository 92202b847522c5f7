import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What reached a {@link LoopbackServer}, body included. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A real HTTP server on a free port of this machine, which remembers what it was sent. */
export interface LoopbackServer extends AsyncDisposable {
  readonly origin: string;
  readonly port: number;
  readonly seen: readonly SeenRequest[];
}

/** Starts one. `answer` is called when the whole request has been read. `await using` closes it. */
export async function loopbackServer(
  answer: (request: SeenRequest, response: ServerResponse) => unknown,
): Promise<LoopbackServer> {
  const seen: SeenRequest[] = [];
  const listener: RequestListener = (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('error', () => response.destroy());
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url: path = '', headers } = incoming;
      const request: SeenRequest = { method, path, headers, body: Buffer.concat(chunks) };
      seen.push(request);
      void answer(request, response);
    });
  };
  const server = createServer(listener);
  // On a loaded machine the default of 5 s passes between two requests of one test, and cuts the second.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One that says `answer` to everything. */
export function echo(): Promise<LoopbackServer> {
  return loopbackServer((_, response) => response.end('answer'));
}
