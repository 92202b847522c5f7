import { createTokenClient, symbl } from '@tokenkeep/core';
import { redisCache } from '@tokenkeep/redis-cache';
import { createClient } from 'redis';

export async function getToken({ url, appId, appSecret, socketPath }) {
  const redis = await createClient({ socket: { path: socketPath, tls: false } }).connect();
  const issuer = symbl({ appId, appSecret, baseUrl: url });
  await using tokens = createTokenClient({ issuer, cache: redisCache(redis) });
  const { accessToken } = await tokens.getToken();
  redis.destroy();
  return accessToken;
}
