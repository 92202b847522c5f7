// Runs beside the clients that are tried, see clients.test.ts: keeps the contract, and shares one exchange, with one of
// them. Prints one line of JSON.
import { createTokenClient, symbl } from '@tokenkeep/core';
import { testTokenCache } from '@tokenkeep/core/testing';
import { redisCache } from '@tokenkeep/redis-cache';

const { client: name, credentials, port, username, password, clusterPorts, sentinels } = JSON.parse(process.argv[2]);
const url = `redis://${username}:${password}@127.0.0.1:${port}`;
const quiet = (client) => client.on('error', () => undefined);

const nodeRedis = (packageName) => async () => {
  const { createClient } = await import(packageName);
  return redisCache(await quiet(createClient({ url })).connect());
};
const ioredis = (packageName, options) => async () => {
  const { default: Redis } = await import(packageName);
  return redisCache(quiet(new Redis(url, options)));
};
const recipe = (file) => async () => (await import(file)).cache;

const caches = {
  'redis 4': nodeRedis('redis-4'),
  'redis 5.0': nodeRedis('redis-5.0'),
  'redis 5': nodeRedis('redis-5'),
  'redis 6': nodeRedis('redis'),
  'redis 5 pool': async () => {
    // @boundaries-ignore -- installed by the test, in a scratch folder
    const { createClientPool } = await import('redis-5');
    return redisCache(await quiet(createClientPool({ url })).connect());
  },
  'redis 6 pool': async () => {
    const { createClientPool } = await import('redis');
    return redisCache(await quiet(createClientPool({ url })).connect());
  },
  'redis 5 cluster': async () => redisCache(await nodeRedisCluster('redis-5')),
  'redis 6 cluster': async () => redisCache(await nodeRedisCluster('redis')),
  'redis 5 sentinel': async () => redisCache(await nodeRedisSentinel('redis-5')),
  'redis 6 sentinel': async () => redisCache(await nodeRedisSentinel('redis')),
  'ioredis 5.0': ioredis('ioredis-5.0'),
  'ioredis 5': ioredis('ioredis-5'),
  'ioredis 6': ioredis('ioredis'),
  'ioredis 6 keyPrefix': ioredis('ioredis', { keyPrefix: 'tokenkeep:' }),
  'ioredis 5 cluster': async () => redisCache(await ioredisCluster('ioredis-5')),
  'ioredis 6 cluster': async () => redisCache(await ioredisCluster('ioredis')),
  'ioredis 5 sentinel': async () => redisCache(await ioredisSentinel('ioredis-5')),
  'ioredis 6 sentinel': async () => redisCache(await ioredisSentinel('ioredis')),
  iovalkey: ioredis('iovalkey'),
  'iovalkey cluster': async () => redisCache(await ioredisCluster('iovalkey')),
  'upstash itself': async () => {
    // @boundaries-ignore -- installed by the test, in a scratch folder
    const { Redis } = await import('@upstash/redis');
    return redisCache(Redis.fromEnv());
  },
  'glide itself': async () => {
    // @boundaries-ignore -- installed by the test, in a scratch folder
    const { GlideClient } = await import('@valkey/valkey-glide');
    return redisCache(Object.create(GlideClient.prototype));
  },
  'bun itself': async () => {
    const { RedisClient } = await import('bun');
    return redisCache(new RedisClient(url));
  },
  'glide cluster': async () => {
    // @boundaries-ignore -- installed by the test, in a scratch folder
    const { GlideClusterClient } = await import('@valkey/valkey-glide');
    const addresses = clusterPorts.map((node) => ({ host: '127.0.0.1', port: node }));
    const glide = await GlideClusterClient.createClient({ addresses, credentials: { username, password } });
    return redisCache((command) => glide.customCommand(command));
  },
  upstash: recipe('./recipe-upstash.mjs'),
  glide: recipe('./recipe-glide.mjs'),
  bun: recipe('./recipe-bun.mjs'),
};

async function nodeRedisCluster(packageName) {
  const { createCluster } = await import(packageName);
  const rootNodes = clusterPorts.map((node) => ({ url: `redis://127.0.0.1:${node}` }));
  const client = quiet(createCluster({ rootNodes, defaults: { username, password } }));
  await client.connect();
  return client;
}

async function nodeRedisSentinel(packageName) {
  const { createSentinel } = await import(packageName);
  const sentinelRootNodes = sentinels.ports.map((node) => ({ host: '127.0.0.1', port: node }));
  const client = quiet(
    createSentinel({ name: sentinels.name, sentinelRootNodes, nodeClientOptions: { username, password } }),
  );
  await client.connect();
  return client;
}

async function ioredisCluster(packageName) {
  const { Cluster, default: Redis } = await import(packageName);
  const nodes = clusterPorts.map((node) => ({ host: '127.0.0.1', port: node }));
  return quiet(new (Cluster ?? Redis.Cluster)(nodes, { redisOptions: { username, password } }));
}

async function ioredisSentinel(packageName) {
  const { default: Redis } = await import(packageName);
  const nodes = sentinels.ports.map((node) => ({ host: '127.0.0.1', port: node }));
  return quiet(new Redis({ sentinels: nodes, name: sentinels.name, username, password }));
}

async function probe() {
  let cache;
  try {
    cache = await caches[name]();
  } catch (error) {
    return { refused: error.code ?? String(error) };
  }
  const tests = [];
  testTokenCache(name, () => cache, { describe: (_name, define) => define(), it: (_, test) => tests.push(test) });
  const broken = [];
  await Promise.all(tests.map((test) => test().catch((error) => broken.push(error.message))));
  const tokens = [];
  const cacheFailures = [];
  for (let user = 0; user < 2; user += 1) {
    const client = createTokenClient({
      issuer: symbl(credentials),
      cache,
      onEvent: ({ type, operation, detail }) => type === 'cache-failed' && cacheFailures.push(`${operation} ${detail}`),
    });
    tokens.push((await client.getToken()).accessToken);
    await client.close();
  }
  return { clauses: tests.length, broken, tokens: new Set(tokens).size, cacheFailures };
}

process.stdout.write(`${JSON.stringify(await probe())}\n`);
process.exit();
