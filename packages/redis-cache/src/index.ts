export { redisCache, type RedisCacheOptions } from './redis-cache.ts';
export type { IoredisClient, NodeRedisClient, RedisClient } from './redis-client.ts';
