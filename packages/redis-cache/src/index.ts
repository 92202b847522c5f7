export { redisCache, type RedisCacheOptions } from './redis-cache.ts';
export type { IoredisClient, NodeRedisClient, RedisClient, SendCommand } from './redis-client.ts';
