/**
 * A client of the package `redis`, 5 or newer: from `createClient`, `createClientPool`, `createCluster` or
 * `createSentinel`.
 */
export interface NodeRedisClient {
  /** By this it is told from redis 4, which has the same methods but takes other arguments. */
  withTypeMapping: unknown;
  /** Clusters and pools do not say. */
  readonly isReady?: boolean;
  getRange(key: string, start: number, end: number): Promise<unknown>;
  set(
    key: string,
    value: string,
    options: {
      readonly condition?: 'NX';
      readonly expiration: { readonly type: 'PX' | 'PXAT'; readonly value: number };
    },
  ): Promise<unknown>;
  eval(script: string, options: { readonly keys: string[]; readonly arguments: string[] }): Promise<unknown>;
}

/** A client of the package `ioredis`, 5 or newer, or of `iovalkey`: a `Redis` or a `Cluster`. */
export interface IoredisClient {
  /** By this it is told from others. */
  defineCommand: unknown;
  /** `ready` when connected. */
  readonly status: string;
  getrange(key: string, start: number, end: number): Promise<unknown>;
  set(key: string, value: string, type: 'PXAT', milliseconds: number): Promise<unknown>;
  set(key: string, value: string, type: 'PX', milliseconds: number, condition: 'NX'): Promise<unknown>;
  eval(script: string, numberOfKeys: number, key: string, ...values: string[]): Promise<unknown>;
}

/**
 * Any other client: a function that sends one command, such as `['GETRANGE', key, '0', '24576']`, and resolves to the
 * reply, or rejects with what Redis or the client says.
 */
export type SendCommand = (command: [name: string, ...args: string[]]) => Promise<unknown>;

/** What `redisCache` works with: a client that you have connected, and that you close. */
export type RedisClient = NodeRedisClient | IoredisClient | SendCommand;
