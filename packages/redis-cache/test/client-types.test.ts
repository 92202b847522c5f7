import { Cluster, Redis } from 'ioredis';
import { createClient, createClientPool, createCluster, createSentinel } from 'redis';
import { describe, expect, it } from 'vitest';
import { redisCache } from '../src/index.ts';

// What this file proves is that it compiles: no client of either package needs a cast.
describe('redisCache()', () => {
  it('takes every client of node-redis', () => {
    const nodes = [{ url: 'redis://127.0.0.1:1' }];
    const clients = [
      redisCache(createClient()),
      redisCache(createClient({ RESP: 2 })),
      redisCache(createClientPool()),
      redisCache(createCluster({ rootNodes: nodes })),
      redisCache(createSentinel({ name: 'm', sentinelRootNodes: [{ host: '127.0.0.1', port: 1 }] })),
    ];
    expect(clients).toHaveLength(5);
  });

  it('takes every client of ioredis', () => {
    const standalone = new Redis({ lazyConnect: true });
    const cluster = new Cluster([{ host: '127.0.0.1', port: 1 }], { lazyConnect: true });
    expect([redisCache(standalone), redisCache(cluster)]).toHaveLength(2);
    standalone.disconnect();
    cluster.disconnect();
  });
});
