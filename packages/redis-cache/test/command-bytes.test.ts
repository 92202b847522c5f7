import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { createTokenClient, symbl, type TokenCache } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { redisCache } from '../src/index.ts';
import { clientKinds, type ClientKind } from './clients.ts';
import { haveRedis, redisServer } from './redis-server.ts';

const stated: unknown = JSON.parse(
  readFileSync(new URL('../../../docs/scaling/command-bytes.json', import.meta.url), 'utf8'),
);

interface Bytes {
  readonly sent: number;
  readonly received: number;
}

/** What core really stores: the key, and a sealed token of Symbl's. */
async function stored(): Promise<{ readonly key: string; readonly value: string }> {
  const entries: { key: string; value: string }[] = [];
  const recording: TokenCache = {
    get: async () => undefined,
    set: async (key, value) => void entries.push({ key, value }),
  };
  await using issuer = await createMockServer();
  await using tokens = createTokenClient({
    issuer: symbl({ ...issuer.apps[0], baseUrl: issuer.url }),
    cache: recording,
  });
  const { accessToken } = await tokens.getToken();
  expect(accessToken).toHaveLength(43);
  const [entry] = entries;
  if (entry === undefined) throw new Error('Nothing was stored.');
  return entry;
}

/** Counts what passes between a client and a Redis. */
async function measured({ open }: ClientKind): Promise<Record<string, Bytes>> {
  await using redis = await redisServer();
  let [sent, received] = [0, 0];
  const counter = createServer((near) => {
    const far = connect(redis.port, '127.0.0.1');
    near.on('data', (data) => (sent += data.length)).pipe(far);
    far.on('data', (data) => (received += data.length)).pipe(near);
    for (const end of [near, far])
      end.on('error', () => undefined).on('close', () => [near, far].map((one) => one.destroy()));
  }).listen(0, '127.0.0.1');
  await once(counter, 'listening');
  const bytes: Record<string, Bytes> = {};
  const during = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    [sent, received] = [0, 0];
    const result = await act();
    bytes[what] = { sent, received };
    return result;
  };
  const { key, value } = await stored();
  {
    await using opened = await open(
      redis.url.replace(String(redis.port), String((counter.address() as AddressInfo).port)),
    );
    await opened.ping();
    const cache = redisCache(opened.client);
    const other = redisCache(opened.client);
    const lock = async (of: TokenCache): ReturnType<NonNullable<TokenCache['lock']>> => of.lock?.(key, 10_000);
    await during('ping', () => opened.ping());
    await during('lookNothing', () => cache.get(key));
    await during('lookForRest', () => cache.get(`${key}-rest`));
    const held = await during('lockTaken', () => lock(cache));
    await during('lockRefused', () => lock(other));
    await during('lookAtMasterNothing', () => cache.get(key));
    await during('lookForRestAtMaster', () => cache.get(`${key}-rest`));
    await during('publish', () => cache.set(key, value, Date.now() + 86_400_000));
    await during('lookAtMasterFound', () => cache.get(key));
    await during('release', async () => held?.release());
    await during('lookFound', () => other.get(key));
  }
  counter.close();
  return bytes;
}

describe.skipIf(!haveRedis).each(clientKinds)('the bytes that docs/scaling.md reckons with, by $name', (kind) => {
  // On a busy machine the lock may be renewed meanwhile, which counts as well.
  it('are those that are sent', { retry: 3 }, async () => {
    expect(await measured(kind)).toEqual(stated);
  });
});
