/** A client of the package `redis`: from `createClient`, `createClientPool`, `createCluster` or `createSentinel`. */
export interface NodeRedisClient {
  get(key: string): Promise<unknown>;
  set(
    key: string,
    value: string,
    options: {
      readonly condition?: 'NX';
      readonly expiration: { readonly type: 'PX' | 'PXAT'; readonly value: number };
    },
  ): Promise<unknown>;
  del(key: string): Promise<unknown>;
  eval(script: string, options: { readonly keys: string[]; readonly arguments: string[] }): Promise<unknown>;
}

/** A client of the package `ioredis`: a `Redis` or a `Cluster`. */
export interface IoredisClient {
  /** Which of the two packages a client is of is told by this. */
  defineCommand: unknown;
  get(key: string): Promise<unknown>;
  set(key: string, value: string, type: 'PXAT', milliseconds: number): Promise<unknown>;
  set(key: string, value: string, type: 'PX', milliseconds: number, condition: 'NX'): Promise<unknown>;
  del(key: string): Promise<unknown>;
  eval(script: string, numberOfKeys: number, key: string, ...values: string[]): Promise<unknown>;
}

/** What `redisCache` works with: a client that you have connected, and that you close. */
export type RedisClient = NodeRedisClient | IoredisClient;
