import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createTokenClient, symbl } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import { Cluster, Redis } from 'ioredis';
import { createClient, createClientPool, createCluster, createSentinel } from 'redis';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { redisCache, type RedisClient } from '../src/index.ts';
import { haveRedis, redisServer, type RedisServer } from './redis-server.ts';

let server: RedisServer;
const nobody = 'redis://127.0.0.1:1';

function nodeRedis(options: Parameters<typeof createClient>[0] = {}): ReturnType<typeof createClient> {
  const client = createClient({ url: server.url, ...options });
  client.on('error', () => undefined);
  onTestFinished(() => (client.isOpen ? client.destroy() : undefined));
  return client;
}

function watched(client: Redis): Redis {
  client.on('error', () => undefined);
  onTestFinished(() => client.disconnect());
  return client;
}

/** Somebody who hangs up at the first word. */
async function rude(): Promise<string> {
  const listener = createServer((socket: Socket) => socket.on('error', () => undefined).destroy());
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  onTestFinished(() => void listener.close());
  return `redis://127.0.0.1:${(listener.address() as AddressInfo).port}`;
}

/** How things are set up, and what the first `cache-failed` event says of it. */
const setUps: readonly (readonly [what: string, make: () => RedisClient | Promise<RedisClient>, detail: string])[] = [
  ['node-redis was never connected', () => nodeRedis(), 'get ClientClosedError'],
  [
    'node-redis was destroyed',
    async () => {
      const client = await nodeRedis().connect();
      client.destroy();
      return client;
    },
    'get ClientClosedError',
  ],
  [
    'node-redis has no queue, and nobody is there',
    () => {
      const client = nodeRedis({ url: nobody, disableOfflineQueue: true, socket: { reconnectStrategy: 50 } });
      client.connect().catch(() => undefined);
      return client;
    },
    'get ClientOfflineError',
  ],
  [
    'node-redis goes on trying, and nobody is there',
    () => {
      const client = nodeRedis({ url: nobody, socket: { reconnectStrategy: 50 } });
      client.connect().catch(() => undefined);
      return client;
    },
    'get ENOTCONN',
  ],
  [
    'the queue of node-redis is full',
    () => {
      const client = nodeRedis({ url: nobody, commandsQueueMaxLength: 1, socket: { reconnectStrategy: 50 } });
      client.connect().catch(() => undefined);
      client.get('other').catch(() => undefined);
      return client;
    },
    'get ERR_QUEUE_FULL',
  ],
  [
    'the pool of node-redis is exhausted',
    async () => {
      const pool = createClientPool({ url: server.url }, { minimum: 1, maximum: 1, acquireTimeout: 50 });
      pool.on('error', () => undefined);
      await pool.connect();
      pool.execute(() => new Promise(() => undefined)).catch(() => undefined);
      onTestFinished(() => pool.destroy());
      return pool;
    },
    'get TimeoutError',
  ],
  [
    'a cluster of node-redis was never connected',
    () => createCluster({ rootNodes: [{ url: nobody }] }),
    'get ClientClosedError',
  ],
  [
    'a sentinel of node-redis was never connected',
    () => createSentinel({ name: 'm', sentinelRootNodes: [{ host: '127.0.0.1', port: 1 }] }),
    'get TypeError',
  ],
  [
    'ioredis was disconnected',
    async () => {
      const client = watched(new Redis(server.url));
      await client.ping();
      client.disconnect();
      return client;
    },
    'get ERR_CONNECTION_CLOSED',
  ],
  [
    'ioredis has no queue, and is not connected',
    () => watched(new Redis(server.url, { enableOfflineQueue: false, lazyConnect: true })),
    'get ENOTCONN',
  ],
  [
    'ioredis may try once, and nobody is there',
    () => watched(new Redis(nobody, { maxRetriesPerRequest: 0 })),
    'get MaxRetriesPerRequestError',
  ],
  [
    'ioredis has a time for commands, and nobody is there',
    () => watched(new Redis(nobody, { commandTimeout: 50 })),
    'get ETIMEDOUT',
  ],
  [
    'ioredis is hung up on',
    async () => watched(new Redis(await rude(), { retryStrategy: () => null })),
    'get ERR_CONNECTION_CLOSED',
  ],
  [
    'the cluster of ioredis has nobody',
    () => {
      const client = new Cluster([{ host: '127.0.0.1', port: 1 }], {
        clusterRetryStrategy: () => null,
        lazyConnect: true,
      });
      client.on('error', () => undefined);
      return client;
    },
    'get ERR_NO_CLUSTER_NODE',
  ],
  [
    'no sentinel of ioredis is there',
    () => {
      const sentinels = [{ host: '127.0.0.1', port: 1 }];
      const client = new Redis({ sentinels, name: 'm', sentinelRetryStrategy: () => null, lazyConnect: true });
      client.on('error', () => undefined);
      return client;
    },
    'get ERR_NO_SENTINEL',
  ],
  [
    'the password is wrong',
    () => watched(new Redis(`redis://tokenkeep:wrong@127.0.0.1:${server.port}`)),
    'get WRONGPASS',
  ],
  ['the user may not write', () => watched(new Redis(`redis://reader:pass@127.0.0.1:${server.port}`)), 'lock NOPERM'],
  [
    'a function rejects with nothing',
    () => () => {
      const nothing: Promise<unknown> = Promise.reject(Object.create(null));
      return nothing;
    },
    'get undefined',
  ],
];

describe.skipIf(!haveRedis)('an operator is told why Redis cannot be used', () => {
  beforeAll(async () => {
    server = await redisServer();
    await server.command('ACL', 'SETUSER', 'reader', 'on', '>pass', '~*', '+@read');
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each(setUps)('%s', async (_what, make, detail) => {
    await using issuer = await createMockServer();
    const told: string[] = [];
    await using tokens = createTokenClient({
      issuer: symbl({ ...issuer.apps[0], baseUrl: issuer.url }),
      cache: redisCache(await make()),
      onEvent: (event) => {
        if (event.type === 'cache-failed') told.push(`${event.operation} ${event.detail}`);
      },
    });
    await tokens.getToken();
    expect(told[0]).toBe(detail);
  });
});
