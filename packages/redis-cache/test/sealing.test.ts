import { once } from 'node:events';
import { connect } from 'node:net';
import { createTokenClient, symbl } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { redisCache } from '../src/index.ts';
import { clientKinds } from './clients.ts';
import { haveRedis, redisServer } from './redis-server.ts';

describe.skipIf(!haveRedis).each(clientKinds)('what Redis sees, by $name', ({ open }) => {
  it('is neither secret nor token nor app id, in any command and any value', async () => {
    const app = { appId: 'CANARY-app-id', appSecret: 'CANARY-app-secret' };
    await using server = await createMockServer({ apps: [app], rolloverMs: Infinity });
    await using redis = await redisServer();
    const monitor = connect(redis.port, '127.0.0.1').setEncoding('utf8');
    let seen = '';
    monitor.on('data', (text) => (seen += String(text)));
    monitor.write('MONITOR\r\n');
    await once(monitor, 'data');

    const tokens: string[] = [];
    await using opened = await open(redis.url);
    for (let round = 0; round < 3; round += 1) {
      await using client = createTokenClient({
        issuer: symbl({ ...app, baseUrl: server.url }),
        cache: redisCache(opened.client),
      });
      const { accessToken } = await client.getToken();
      tokens.push(accessToken);
      await client.invalidate(accessToken);
    }
    const lastKey = /tokenkeep:\{tk2-[0-9a-f]{32}\}/.exec(seen)?.[0] ?? 'none';
    await redis.command('ECHO', 'the end');
    await expect.poll(() => seen).toContain('the end');
    monitor.destroy();

    for (const command of ['get', 'set', 'del', 'eval', 'NX', 'PXAT']) {
      expect(seen.toLowerCase(), 'the monitor has to see what the cache does').toContain(command.toLowerCase());
    }
    expect(seen).toContain(lastKey);
    expect(seen).toContain('tk2.');
    expect(seen).not.toContain('CANARY');
    for (const token of tokens) {
      expect(seen).not.toContain(token);
      expect(seen).not.toContain(btoa(token).slice(0, 12));
    }
  });

  it('is of no use with a wrong secret, and worthless with any one byte flipped', async () => {
    await using server = await createMockServer();
    await using redis = await redisServer();
    await using opened = await open(redis.url);
    const cache = redisCache(opened.client);
    const options = { ...server.apps[0], baseUrl: server.url };
    const hits = async (appSecret: string): Promise<number> => {
      let count = 0;
      const issuer = symbl({ ...options, appSecret });
      await using client = createTokenClient({
        issuer,
        cache,
        onEvent: ({ type }) => void (count += +(type === 'cache-hit')),
      });
      await client.getToken().catch(() => undefined);
      return count;
    };
    expect(await hits(options.appSecret)).toBe(0);
    expect(await hits(options.appSecret)).toBe(1);
    expect(await hits('wrong')).toBe(0);
    const key = /tk2-[0-9a-f]{32}/.exec(await redis.command('KEYS', '*'))?.[0] ?? 'none';
    const value = (await cache.get(key)) ?? '';
    for (let at = 0; at < value.length; at += 13) {
      const flipped = String.fromCharCode(value.charCodeAt(at) ^ 1);
      await cache.set(key, value.slice(0, at) + flipped + value.slice(at + 1), Date.now() + 60_000);
      expect(await hits(options.appSecret)).toBe(0);
    }
  });
});
