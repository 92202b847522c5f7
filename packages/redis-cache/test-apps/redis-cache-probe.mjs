// Runs in several versions of Node, see runtimes.test.ts. Prints one line of JSON.
import { createTokenClient, symbl } from '@tokenkeep/core';
import { testTokenCache } from '@tokenkeep/core/testing';
import { redisCache } from '@tokenkeep/redis-cache';
import { Redis } from 'ioredis';
import { createClient } from 'redis';

const { credentials, url } = JSON.parse(process.argv[2]);
const nodeRedis = await createClient({ url }).connect();
const ioredis = new Redis(url);

const tests = [];
const broken = [];
const tokens = new Set();
for (const client of [nodeRedis, ioredis]) {
  testTokenCache('redisCache()', () => redisCache(client), {
    describe: (_name, define) => define(),
    it: (name, test) => tests.push({ name, test }),
  });
  const user = createTokenClient({ issuer: symbl(credentials), cache: redisCache(client) });
  tokens.add((await user.getToken()).accessToken);
  await user.close();
}
for (const { name, test } of tests) await test().catch((error) => broken.push(`${name}: ${error.message}`));
nodeRedis.destroy();
ioredis.disconnect();
process.stdout.write(`${JSON.stringify({ clauses: tests.length, broken, tokens: [...tokens] })}\n`);
