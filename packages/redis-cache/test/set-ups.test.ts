import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisCache } from '../src/index.ts';
import { clientKinds } from './clients.ts';
import { freePort, haveRedis, redisServer } from './redis-server.ts';
import { world } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'tokenkeep-tls-'));
const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];

beforeAll(() => {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject, ...files], {
    stdio: 'ignore',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!haveRedis).each(clientKinds)('one token for two processes, by $name', (kind) => {
  it('over TLS', async () => {
    const port = await freePort();
    const files = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate];
    await using server = await redisServer('--tls-port', String(port), ...files, '--tls-auth-clients', 'no');
    const url = server.url.replace('redis:', 'rediss:').replace(String(server.port), String(port));
    await using here = await world(kind);
    const ca = readFileSync(certificate, 'utf8');
    await using first = await here.process(url, ca);
    await using second = await here.process(url, ca);
    await first.tokens.getToken();
    await second.tokens.getToken();
    expect(second.cacheHits()).toBe(1);
    expect([...first.cacheFailures, ...second.cacheFailures]).toEqual([]);
  });

  it('with a password alone', async () => {
    await using server = await redisServer('--requirepass', 'right');
    const url = `redis://:right@127.0.0.1:${server.port}`;
    await using here = await world(kind);
    await using first = await here.process(url);
    await using second = await here.process(url);
    await first.tokens.getToken();
    await second.tokens.getToken();
    expect(second.cacheHits()).toBe(1);
    expect([...first.cacheFailures, ...second.cacheFailures]).toEqual([]);
  });

  it('in a database of its own, which wants +select', async () => {
    await using server = await redisServer();
    await server.command('ACL', 'SETUSER', 'tokenkeep', '+select');
    await using here = await world(kind);
    await using first = await here.process(`${server.url}/3`);
    await using second = await here.process(`${server.url}/3`);
    await first.tokens.getToken();
    await second.tokens.getToken();
    expect(second.cacheHits()).toBe(1);
    expect(await server.command('INFO', 'keyspace')).toMatch(/db3:keys=1,/);
    expect(await server.command('INFO', 'keyspace')).not.toMatch(/db0/);
  });

  it('where EVAL is renamed away: the lock lapses by itself, and an event says so', async () => {
    await using server = await redisServer('--rename-command', 'EVAL', '');
    await using here = await world(kind);
    await using first = await here.process(server.url);
    await using second = await here.process(server.url);
    await first.tokens.getToken();
    await second.tokens.getToken();
    expect(second.cacheHits()).toBe(1);
    expect([...first.cacheFailures, ...second.cacheFailures]).toEqual(['unlock ERR']);
  });
});

describe.skipIf(!haveRedis)('what a client is set to', () => {
  it('ioredis may have a keyPrefix', async () => {
    await using server = await redisServer();
    const client = new Redis(server.port, { keyPrefix: 'app:' });
    const cache = redisCache(client);
    await cache.set('key', 'value', Date.now() + 60_000);
    const lock = await cache.lock?.('key', 60_000);
    expect(await cache.get('key')).toBe('value');
    expect(await cache.lock?.('key', 60_000)).toBeUndefined();
    expect((await server.command('KEYS', '*')).match(/app:\S+/g)?.sort()).toEqual([
      'app:tokenkeep:{key}',
      'app:tokenkeep:{key}:lock',
    ]);
    await lock?.release();
    expect(await server.command('EXISTS', 'app:tokenkeep:{key}:lock')).toBe(':0\r\n');
    client.disconnect();
  });
});
