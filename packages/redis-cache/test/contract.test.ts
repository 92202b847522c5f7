import { testTokenCache } from '@tokenkeep/core/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import { redisCache } from '../src/index.ts';
import { clientKinds, type OpenClient } from './clients.ts';
import { haveRedis, redisServer, type RedisServer } from './redis-server.ts';

describe.skipIf(!haveRedis).each(clientKinds)('with $name', ({ name, open }) => {
  let server: RedisServer;
  let opened: OpenClient;
  beforeAll(async () => {
    server = await redisServer();
    opened = await open(server.url);
  });
  afterAll(async () => {
    await opened[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  testTokenCache(`redisCache() over ${name}`, () => redisCache(opened.client));
});
