import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createMockServer } from '@tokenkeep/mock-server';
import { snippetsOf } from '@tokenkeep/pages';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveRedis, redisServer, type RedisServer } from '../test/redis-server.ts';
import { redisCluster, type RedisCluster } from './redis-cluster.ts';
import { redisSentinels, type RedisSentinels } from './redis-sentinels.ts';
import { upstashServer, type UpstashServer } from './upstash-server.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'tokenkeep-'));
const dependencies = {
  'redis-4': 'npm:redis@4',
  'redis-5.0': 'npm:redis@5.0.0',
  'redis-5': 'npm:redis@5',
  redis: '6.3.1',
  'ioredis-5.0': 'npm:ioredis@5.0.0',
  'ioredis-5': 'npm:ioredis@5',
  ioredis: '6.0.0',
  iovalkey: '0.4.0',
  '@upstash/redis': '1.39.0',
  '@valkey/valkey-glide': '2.5.2',
  bun: '1.4.5',
};

/** Puts the clients, the packages as they are built, and the recipes of the README into one folder. */
function install(port: number): void {
  writeFileSync(join(scratch, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const npm = ['install', '--no-audit', '--no-fund', '--prefer-offline'];
  for (let tries = 3; ; tries -= 1) {
    try {
      execFileSync('npm', npm, { cwd: scratch, stdio: 'pipe' });
      break;
    } catch (error) {
      if (tries === 1) throw error;
    }
  }
  mkdirSync(join(scratch, 'node_modules/@tokenkeep'));
  symlinkSync(join(here, '../../core'), join(scratch, 'node_modules/@tokenkeep/core'));
  symlinkSync(join(here, '..'), join(scratch, 'node_modules/@tokenkeep/redis-cache'));
  copyFileSync(join(here, 'client-probe.mjs'), join(scratch, 'client-probe.mjs'));
  const readme = readFileSync(join(here, '../README.md'), 'utf8');
  for (const { code } of snippetsOf(readme, 'js')) {
    const [, name] = /from '(?:@upstash\/redis|@valkey\/valkey-(glide)|(bun))'/.exec(code) ?? [];
    const file = code.includes('@upstash') ? 'upstash' : (name ?? 'bun');
    writeFileSync(join(scratch, `recipe-${file}.mjs`), code.replaceAll('6379', String(port)));
  }
}

describe.skipIf(!haveRedis)('a client of the README', () => {
  let server: RedisServer;
  let open: RedisServer;
  let cluster: RedisCluster;
  let sentinels: RedisSentinels;
  let upstash: UpstashServer;
  beforeAll(async () => {
    server = await redisServer();
    // The recipes name no user.
    open = await redisServer();
    cluster = await redisCluster();
    sentinels = await redisSentinels();
    install(open.port);
    upstash = await upstashServer(server.url);
  });
  afterAll(async () => {
    for (const part of [upstash, sentinels, cluster, open, server]) await part?.[Symbol.asyncDispose]();
    rmSync(scratch, { recursive: true, force: true });
  });

  async function probe(
    client: string,
    issuer: { readonly url: string; readonly apps: readonly object[] },
  ): Promise<unknown> {
    const order = {
      client,
      credentials: { ...issuer.apps[0], baseUrl: issuer.url },
      port: server.port,
      username: 'tokenkeep',
      password: server.password,
      clusterPorts: cluster.ports,
      sentinels: { name: sentinels.name, ports: sentinels.sentinelPorts },
    };
    const program = client.startsWith('bun') ? join(scratch, 'node_modules/bun/bin/bun.exe') : process.execPath;
    const child = spawn(program, [join(scratch, 'client-probe.mjs'), JSON.stringify(order)], {
      env: { ...process.env, UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    expect(stdout, stderr).toMatch(/^\{/);
    return JSON.parse(stdout);
  }

  it.each([
    'redis 5.0',
    'redis 5',
    'redis 6',
    'redis 5 pool',
    'redis 6 pool',
    'redis 5 cluster',
    'redis 6 cluster',
    'redis 5 sentinel',
    'redis 6 sentinel',
    'ioredis 5.0',
    'ioredis 5',
    'ioredis 6',
    'ioredis 6 keyPrefix',
    'ioredis 5 cluster',
    'ioredis 6 cluster',
    'ioredis 5 sentinel',
    'ioredis 6 sentinel',
    'iovalkey',
    'iovalkey cluster',
    'upstash',
    'glide',
    'glide cluster',
    'bun',
  ])('keeps the contract and shares one exchange: %s', async (client) => {
    await using issuer = await createMockServer();
    expect(await probe(client, issuer)).toMatchObject({ broken: [], tokens: 1, cacheFailures: [] });
    expect(issuer.counters().exchanges).toBe(1);
  });

  it.each(['redis 4', 'upstash itself', 'glide itself', 'bun itself'])(
    'is refused at construction: %s',
    async (client) => {
      await using issuer = await createMockServer();
      expect(await probe(client, issuer)).toEqual({ refused: 'ERR_TOKEN_CONFIG' });
    },
  );
});
