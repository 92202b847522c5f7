import { Redis } from 'ioredis';
import { createClient } from 'redis';
import type { RedisClient } from '../src/index.ts';

/** A connected client, and how its user closes it. */
export interface OpenClient extends AsyncDisposable {
  readonly client: RedisClient;
  /** Resolves when Redis answers. */
  ping(): Promise<unknown>;
}

/** How users of one package make a client. Neither waits for a server that is down. */
export interface ClientKind {
  readonly name: string;
  /** @param ca whose certificate a server behind `rediss:` has */
  open(url: string, ca?: string): Promise<OpenClient>;
}

/** Both packages. */
export const clientKinds: readonly ClientKind[] = [
  {
    name: 'redis',
    async open(url, ca) {
      const socket = { reconnectStrategy: 50 };
      const client = createClient({ url, socket: ca === undefined ? socket : { ...socket, tls: true, ca } });
      client.on('error', () => undefined);
      await Promise.race([client.connect().catch(() => undefined), ready(client)]);
      return {
        client,
        ping: () => client.ping(),
        async [Symbol.asyncDispose]() {
          client.destroy();
        },
      };
    },
  },
  {
    name: 'ioredis',
    async open(url, ca) {
      const client = new Redis(url, { retryStrategy: () => 50, ...(ca !== undefined && { tls: { ca } }) });
      client.on('error', () => undefined);
      await ready(client);
      return {
        client,
        ping: () => client.ping(),
        async [Symbol.asyncDispose]() {
          client.disconnect();
        },
      };
    },
  },
];

/** Connected, or told that it is not to be had for the moment. */
function ready(client: { once(event: 'ready' | 'error', listener: () => void): unknown }): Promise<void> {
  return new Promise((resolve) => {
    client.once('ready', resolve);
    client.once('error', resolve);
    setTimeout(resolve, 500).unref();
  });
}
