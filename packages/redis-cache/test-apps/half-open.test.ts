import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTokenClient, symbl } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { describe, it } from 'vitest';
import { redisCache } from '../src/index.ts';
import type { OpenClient } from '../test/clients.ts';
import { haveRedis, redisServer } from '../test/redis-server.ts';
import { wire } from '../test/wire.ts';

/** As the README sets them. */
const asInReadme: readonly (readonly [name: string, open: (url: string) => Promise<OpenClient>])[] = [
  [
    'redis',
    async (url) => {
      const socket = { socketTimeout: 15_000, reconnectStrategy: (retries: number) => Math.min(retries * 50, 2000) };
      const client = createClient({ url, pingInterval: 10_000, socket });
      client.on('error', () => undefined);
      await client.connect();
      return { client, ping: () => client.ping(), [Symbol.asyncDispose]: async () => client.destroy() };
    },
  ],
  [
    'ioredis',
    async (url) => {
      const client = new Redis(url, { socketTimeout: 5000 });
      client.on('error', () => undefined);
      await once(client, 'ready');
      return { client, ping: () => client.ping(), [Symbol.asyncDispose]: async () => client.disconnect() };
    },
  ],
];

describe.skipIf(!haveRedis)('a connection that was dropped without a word', () => {
  // At the same time: they wait for half a minute, each with a Redis of its own.
  it.concurrent.for(asInReadme)(
    'is found out, told and made again, while tokens are served: %s',
    async ([, open], { expect }) => {
      await using server = await redisServer();
      await using network = await wire(server.port);
      // Refreshed every few seconds, so that the cache is used as often.
      await using issuer = await createMockServer({ tokenLifetimeMs: 20_000, rolloverMs: Infinity });
      await using opened = await open(server.url.replace(String(server.port), String(network.port)));
      const cacheFailures: string[] = [];
      await using tokens = createTokenClient({
        issuer: symbl({ ...issuer.apps[0], baseUrl: issuer.url }),
        cache: redisCache(opened.client),
        onEvent: (event) => {
          if (event.type === 'cache-failed') cacheFailures.push(`${event.operation} ${event.detail}`);
        },
      });
      await tokens.getToken();
      network.dropSilently();
      await server.command('FLUSHALL');
      const endsAt = performance.now() + 90_000;
      while ((await server.command('DBSIZE')) === ':0\r\n') {
        expect(performance.now(), 'nothing was stored for 90 s').toBeLessThan(endsAt);
        await tokens.getToken();
        await sleep(100);
      }
      expect(cacheFailures[0]).toMatch(/^get (ETIMEDOUT|ENOTCONN|ERR_CONNECTION_CLOSED)$/);
    },
  );
});
