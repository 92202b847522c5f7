import { createTokenClient, symbl } from '@tokenkeep/core';
import { redisCache } from '@tokenkeep/redis-cache';
import { createClient } from 'redis';

export const subject = {
  title: '**@tokenkeep/redis-cache**',
  packageName: '@tokenkeep/redis-cache',
  about: '`redisCache(client)` over `redis`',
  needsRedis: true,
  async getToken({ url, appId, appSecret, socketPath }) {
    const redis = await createClient({ socket: { path: socketPath, tls: false } }).connect();
    const issuer = symbl({ appId, appSecret, baseUrl: url });
    await using tokens = createTokenClient({ issuer, cache: redisCache(redis) });
    const { accessToken } = await tokens.getToken();
    redis.destroy();
    return accessToken;
  },
};
