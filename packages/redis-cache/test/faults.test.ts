import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { clientKinds } from './clients.ts';
import { haveRedis, redisServer, type RedisServer } from './redis-server.ts';
import { world } from './world.ts';

/** The value key of the one token in this Redis. */
async function valueKey(server: RedisServer): Promise<string> {
  return /tokenkeep:\{tk2-[0-9a-f]+\}(?!:lock)/.exec(await server.command('KEYS', 'tokenkeep:*'))?.[0] ?? 'no key';
}

describe.skipIf(!haveRedis).each(clientKinds)('a token client over Redis, by $name', (kind) => {
  it('shares one exchange between processes', async () => {
    await using server = await redisServer();
    await using here = await world(kind);
    await using first = await here.process(server.url);
    await using second = await here.process(server.url);
    const [one, other] = [await first.tokens.getToken(), await second.tokens.getToken()];
    expect(one.accessToken).toBe(other.accessToken);
    expect(here.issuer.counters().exchanges).toBe(1);
    expect([...first.cacheFailures, ...second.cacheFailures]).toEqual([]);
    expect(await server.command('PTTL', await valueKey(server))).toMatch(/^:8[56]\d{6}\r/);
  });

  it('serves tokens while Redis is down from the start, tells once, and uses it when it is up', async () => {
    await using server = await redisServer();
    await server.kill();
    await using here = await world(kind);
    await using user = await here.process(server.url);
    await user.tokens.getToken();
    // ioredis gives up after twenty tries of its own.
    const down = kind.name === 'redis' ? 'get ENOTCONN' : 'get MaxRetriesPerRequestError';
    expect(user.cacheFailures).toEqual([down]);
    await server.start();
    await user.reconnected();
    await user.another();
    expect(user.cacheFailures).toEqual([down]);
    expect(await valueKey(server)).toMatch(/^tokenkeep/);
  });

  it('waits 2 s for a silent Redis once while it has no token, then asks it not at all until the breaker probes it', async () => {
    await using server = await redisServer();
    await using here = await world(kind);
    await using user = await here.process(server.url);
    server.freeze();
    onTestFinished(() => void vi.useRealTimers());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const answer = user.tokens.getToken();
    let waitedMs = 0;
    while (user.cacheFailures.length === 0 && waitedMs < 3000) {
      await turn();
      if (vi.getTimerCount() === 0) continue;
      await vi.advanceTimersByTimeAsync(10);
      waitedMs += 10;
    }
    vi.useRealTimers();
    await answer;
    expect(waitedMs).toBe(2000);
    expect(user.cacheFailures).toEqual(['get ETIMEDOUT']);
    await user.tokens.invalidate(await user.tokens.getToken());
    await user.tokens.getToken();
    expect(user.cacheFailures).toHaveLength(1);
    expect(here.issuer.counters().exchanges).toBe(2);
    await user.another();
    expect(user.cacheFailures).toHaveLength(2);
  });

  it('goes on when Redis is killed in the middle, and uses the next one', async () => {
    await using server = await redisServer();
    await using here = await world(kind);
    await using user = await here.process(server.url);
    await user.tokens.getToken();
    await server.kill();
    await user.another();
    const failures = user.cacheFailures.length;
    expect(failures).toBeGreaterThan(0);
    await server.start();
    await user.reconnected();
    await user.another();
    expect(user.cacheFailures).toHaveLength(failures);
    expect(await valueKey(server)).toMatch(/^tokenkeep/);
  });

  it('goes on when Redis falls silent (SIGSTOP), and uses it when it wakes', async () => {
    await using server = await redisServer();
    await using here = await world(kind);
    await using user = await here.process(server.url);
    await user.tokens.getToken();
    server.freeze();
    await user.another();
    expect(user.cacheFailures.length).toBeGreaterThan(0);
    const failures = user.cacheFailures.length;
    server.thaw();
    await user.reconnected();
    await user.another();
    expect(user.cacheFailures).toHaveLength(failures);
    await using other = await here.process(server.url);
    await other.tokens.getToken();
    expect(other.cacheHits()).toBe(1);
  });

  it('waits for a slow Redis', async () => {
    await using server = await redisServer();
    await using here = await world(kind);
    await using user = await here.process(server.url);
    await server.command('CLIENT', 'PAUSE', '60');
    await user.tokens.getToken();
    expect(user.cacheFailures).toEqual([]);
    expect(await valueKey(server)).toMatch(/^tokenkeep/);
  });

  it('goes on when Redis is out of memory', async () => {
    await using server = await redisServer();
    await using here = await world(kind);
    await using user = await here.process(server.url);
    await server.command('CONFIG', 'SET', 'maxmemory', '1');
    await user.tokens.getToken();
    expect(user.cacheFailures).toEqual(['lock OOM']);
    expect(await server.command('DBSIZE')).toBe(':0\r\n');
  });

  it('goes on with a replica that takes no writes, and reads from it', async () => {
    await using primary = await redisServer('--repl-diskless-sync-delay', '0');
    await using replica = await redisServer('--replicaof', `127.0.0.1 ${primary.port}`);
    await using here = await world(kind);
    await using reader = await here.process(replica.url);
    await reader.tokens.getToken();
    expect(reader.cacheFailures).toEqual(['lock READONLY']);
    await using writer = await here.process(primary.url);
    const { accessToken } = await writer.tokens.getToken();
    await expect.poll(() => replica.command('DBSIZE'), { timeout: 15_000 }).toBe(':1\r\n');
    await using other = await here.process(replica.url);
    expect((await other.tokens.getToken()).accessToken).toBe(accessToken);
    expect(other.cacheFailures).toEqual([]);
  });

  it('goes on with a wrong password', async () => {
    await using server = await redisServer('--requirepass', 'right');
    await using here = await world(kind);
    await using user = await here.process(`redis://:wrong@127.0.0.1:${server.port}`);
    await user.tokens.getToken();
    expect(user.cacheFailures).toEqual([expect.stringMatching(/^get (NOAUTH|WRONGPASS)$/)]);
  });

  it('shares tokens where scripts are forbidden (ACL without EVAL)', async () => {
    await using server = await redisServer();
    await server.command('ACL', 'SETUSER', 'app', 'on', '>pass', '~*', '+@all', '-@scripting');
    const url = `redis://app:pass@127.0.0.1:${server.port}`;
    await using here = await world(kind);
    await using first = await here.process(url);
    await using second = await here.process(url);
    await first.tokens.getToken();
    // The lock cannot be released by a script; it lapses by itself.
    expect(first.cacheFailures).toEqual(['unlock NOPERM']);
    await second.tokens.getToken();
    expect(here.issuer.counters().exchanges).toBe(1);
  });

  it.each([
    ['what somebody else wrote', (key: string) => ['SET', key, 'tk2.bm90IG91cnM=']],
    ['what is no text', (key: string) => ['SET', key, '\u0000\u0001']],
    ['a list', (key: string) => ['RPUSH', key, 'tk2.bm90IG91cnM=']],
    ['nothing any more, since Redis was flushed', () => ['FLUSHALL']],
  ])('stores a new token where it finds %s', async (_what, poison) => {
    await using server = await redisServer();
    await using here = await world(kind);
    await using first = await here.process(server.url);
    await first.tokens.getToken();
    const key = await valueKey(server);
    await server.command('DEL', key);
    await server.command(...poison(key));
    await using second = await here.process(server.url);
    await using third = await here.process(server.url);
    await second.tokens.getToken();
    await third.tokens.getToken();
    expect(here.issuer.counters().exchanges).toBe(2);
    expect(third.cacheHits()).toBe(1);
    expect([...first.cacheFailures, ...second.cacheFailures, ...third.cacheFailures]).toEqual([]);
  });

  it('loses nothing but one exchange when a failover forgets the lock', async () => {
    await using server = await redisServer();
    await using here = await world(kind);
    await using first = await here.process(server.url);
    await using second = await here.process(server.url);
    here.issuer.fault({ route: 'token', times: 2, fault: { kind: 'delay', ms: 300 } });
    const one = first.tokens.getToken();
    await expect.poll(() => here.issuer.counters().exchanges).toBe(1);
    await server.command('FLUSHALL');
    const other = second.tokens.getToken();
    await Promise.all([one, other]);
    expect(here.issuer.counters().exchanges).toBe(2);
    expect([...first.cacheFailures, ...second.cacheFailures]).toEqual([]);
    await using third = await here.process(server.url);
    await third.tokens.getToken();
    expect(third.cacheHits()).toBe(1);
  });
});
