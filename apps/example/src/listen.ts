import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on loopback at the port that is wished for, or at any other if that one is taken. Resolves to the URL. */
export async function listen(server: Server, wishedPort: number): Promise<string> {
  for (const port of [wishedPort, 0]) {
    const listening = once(server, 'listening');
    server.listen(port, '127.0.0.1');
    try {
      await listening;
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    } catch (error) {
      if (port === 0 || !(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    }
  }
  throw new Error('unreachable');
}
