import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createTokenClient, symbl, type TokenEvent } from '../src/index.ts';

const answer = '{"accessToken":"abc","expiresIn":2}';

/** A server by whose hand a connection goes silent: the n-th of them answers as `speaks` says. */
async function silentServer(speaks: (connection: number, request: number) => boolean): Promise<{
  readonly origin: string;
  readonly connections: () => number;
  close(): Promise<void>;
}> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const connection = sockets.push(socket) - 1;
    let requests = 0;
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      // A head with its body, in one piece or two: only heads are counted.
      if (!data.includes('POST ')) return;
      requests += 1;
      if (!speaks(connection, requests - 1)) return;
      const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${answer.length}\r\n\r\n`;
      setTimeout(() => socket.write(head + answer), 20);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => sockets.length,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

it.each<[string, (connection: number, request: number) => boolean]>([
  ['a kept-alive connection that has gone silent', (connection, request) => connection > 0 || request === 0],
  ['one dead back end of two', (connection) => connection !== 0],
])('%s costs half of the time, not the call', async (what, speaks) => {
  const server = await silentServer(speaks);
  const events: TokenEvent[] = [];
  const client = createTokenClient({
    issuer: symbl({ appId: 'a', appSecret: 'b', baseUrl: server.origin }),
    timeoutMs: 2000,
    onEvent: (event) => events.push(event),
  });
  try {
    const token = await client.getToken();
    if (what.startsWith('a kept')) {
      // Until the connection is back in its pool.
      await new Promise((resolve) => setTimeout(resolve, 100));
      await client.invalidate(token);
      await client.getToken();
    }
    expect(server.connections()).toBe(2);
    const second = events.filter(({ type }) => type === 'second-attempt');
    expect(second).toMatchObject([{ afterMs: expect.any(Number) }]);
    expect(events.filter(({ type }) => type === 'exchange-failed')).toEqual([]);
  } finally {
    await client.close();
    await server.close();
  }
});
