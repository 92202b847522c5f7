import { once } from 'node:events';
import { createTokenClient, symbl } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { describe, it } from 'vitest';
import { redisCache, type RedisCacheOptions } from '../src/index.ts';
import type { OpenClient } from '../test/clients.ts';
import { haveRedis, redisServer } from '../test/redis-server.ts';
import { wire } from '../test/wire.ts';

type Open = (url: string) => Promise<OpenClient>;

const nodeRedis: Open = async (url) => {
  const client = createClient({ url });
  client.on('error', () => undefined);
  // Nobody waits until it is connected.
  client.connect().catch(() => undefined);
  return { client, ping: () => client.ping(), [Symbol.asyncDispose]: async () => client.destroy() };
};
const ioredis: Open = async (url) => {
  const client = new Redis(url);
  client.on('error', () => undefined);
  return { client, ping: () => client.ping(), [Symbol.asyncDispose]: async () => client.disconnect() };
};
const readyIoredis: Open = async (url) => {
  const opened = await ioredis(url);
  if (opened.client instanceof Redis) await once(opened.client, 'ready');
  return opened;
};

/** Five processes, one after the other, over a network of this round trip. @returns exchanges, and what the cache could not do */
async function fiveOver(
  roundTripMs: number,
  open: Open,
  options?: RedisCacheOptions,
): Promise<{ readonly exchanges: number; readonly cacheFailures: readonly string[] }> {
  await using server = await redisServer();
  await using network = await wire(server.port, { delayMs: roundTripMs / 2 });
  await using issuer = await createMockServer({ rolloverMs: Infinity });
  const cacheFailures: string[] = [];
  for (let process = 0; process < 5; process += 1) {
    await using opened = await open(server.url.replace(String(server.port), String(network.port)));
    await using tokens = createTokenClient({
      issuer: symbl({ ...issuer.apps[0], baseUrl: issuer.url }),
      cache: redisCache(opened.client, options),
      onEvent: (event) => {
        if (event.type === 'cache-failed') cacheFailures.push(`${event.operation} ${event.detail}`);
      },
    });
    await tokens.getToken();
  }
  return { exchanges: issuer.counters().exchanges, cacheFailures };
}

// At the same time: they wait for a network that is slow, each for one of its own.
describe.skipIf(!haveRedis)('five cold processes far from Redis make one exchange', { concurrent: true }, () => {
  it.for([
    ['node-redis, not yet connected', nodeRedis],
    ['ioredis, not yet connected', ioredis],
    ['ioredis, connected', readyIoredis],
  ] as const)('at a round trip of 100 ms with the defaults: %s', async ([, open], { expect }) => {
    expect(await fiveOver(100, open)).toEqual({ exchanges: 1, cacheFailures: [] });
  });

  it.for([
    ['node-redis, not yet connected', nodeRedis],
    ['ioredis, not yet connected', ioredis],
  ] as const)('at a round trip of 300 ms with a commandTimeoutMs of a second: %s', async ([, open], { expect }) => {
    const far = await fiveOver(300, open, { commandTimeoutMs: 1000 });
    expect(far).toEqual({ exchanges: 1, cacheFailures: [] });
  });

  it('at a round trip of 300 ms with the defaults, though nobody waits until it is stored', async ({ expect }) => {
    const far = await fiveOver(300, nodeRedis);
    expect(far).toEqual({ exchanges: 1, cacheFailures: ['set ETIMEDOUT'] });
  });
});
