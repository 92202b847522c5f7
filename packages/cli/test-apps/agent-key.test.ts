import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { seedBody, whileServing } from './running-agent.ts';
import { modeOf, User } from './user.ts';

describe('tokenkeep agent', () => {
  it('on a port demands the key that it has put into a file, and keeps it over a restart', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const keys: string[] = [];
    const file = join(user.home, 'tokenkeep/agent.key');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const ended = await whileServing(
        user,
        ['--port', '0'],
        async (agent) => {
          keys.push(agent.key);
          expect(modeOf(file)).toBe('600');
          expect((await agent.ask()).status).toBe(200);
          const { status, body } = await agent.ask({ body: seedBody('wrong') });
          expect([status, body]).toEqual([401, { statusCode: 401, message: expect.stringContaining('key file') }]);
          const form = `grant_type=client_credentials&client_id=x&client_secret=`;
          expect((await agent.ask({ path: '/oauth/token', body: form + agent.key })).status).toBe(200);
          const basic = { authorization: `Basic ${Buffer.from(`x:${agent.key}`).toString('base64')}` };
          const byBasic = { path: '/oauth/token', body: 'grant_type=client_credentials', headers: basic };
          expect((await agent.ask(byBasic)).status).toBe(200);
          const refused = await agent.ask({ path: '/oauth/token', body: `${form}wrong` });
          expect([refused.status, refused.body]).toMatchObject([401, { error: 'invalid_client' }]);
          expect(refused.headers['www-authenticate']).toMatch(/^Basic /);
          expect((await agent.ask({ path: '/oauth/token', body: 'grant_type=client_credentials' })).status).toBe(401);
        },
        { signal },
      );
      expect(ended).toMatchObject({ code: 0, signal: null });
      expect(ended.stdout + ended.stderr).not.toContain(keys[0]);
    }
    expect(keys[0]).toMatch(/^[\w-]{43}$/);
    expect(keys[1]).toBe(keys[0]);
  });

  it('takes a key of the user’s own over Basic, encoded or not, and a scope without a value for none', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const file = join(user.home, 'key');
    const own = 'of+openssl/rand%2Fbase64==';
    writeFileSync(file, own, { mode: 0o600 });
    await whileServing(user, ['--port', '0', '--key-file', file], async (agent) => {
      const ask = async (secret: string): Promise<number> => {
        const headers = { authorization: `Basic ${Buffer.from(`x:${secret}`).toString('base64')}` };
        const body = 'grant_type=client_credentials&scope=';
        return (await agent.ask({ path: '/oauth/token', headers, body })).status;
      };
      expect(await ask(own)).toBe(200);
      expect(await ask(encodeURIComponent(own))).toBe(200);
      expect(await ask(`${own}=`)).toBe(401);
    });
  });

  it('makes one key for two that start at the same moment, and ends well as soon as it has said that it listens', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const keys: string[] = [];
    const options = { env: { NODE_OPTIONS: `--import ${new URL('slow.mjs', import.meta.url).href}` } };
    const serve = () => whileServing(user, ['--port', '0'], async (agent) => void keys.push(agent.key), options);
    expect(await Promise.all([serve(), serve()])).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(keys[0]).toMatch(/^[\w-]{43}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(readdirSync(join(user.home, 'tokenkeep'))).toEqual(['agent.key']);
  });

  it('slows wrong keys down, however many connections bring them, and not the right one', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    await whileServing(user, ['--port', '0'], async (agent) => {
      await agent.ask();
      const startedAt = performance.now();
      const wrong = Array.from({ length: 50 }, async () => {
        const { status } = await agent.ask({ body: seedBody('wrong') });
        return { status, afterMs: performance.now() - startedAt };
      });
      expect((await agent.ask()).status).toBe(200);
      const answers = await Promise.all(wrong);
      // Only those that waited are told that the key is wrong.
      const told = answers.filter(({ status }) => status === 401);
      expect(told).toHaveLength(8);
      for (const { afterMs } of told) expect(afterMs).toBeGreaterThan(900);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(42);
    });
  });

  it.each([
    ['another Host', { host: 'evil.example' }],
    ['a Host that begins like its own', { host: '127.0.0.1.evil.example' }],
    ['an Origin', { origin: 'https://evil.example' }],
    ['its own Origin, which no program sends', { origin: 'http://localhost' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a proxy', { 'x-forwarded-for': '203.0.113.7' }],
    ['a proxy by the book', { forwarded: 'for=203.0.113.7' }],
  ])('refuses %s, even with the key', async (_, headers) => {
    await using server = await createMockServer();
    using user = User.of(server);
    await whileServing(user, ['--port', '0'], async (agent) => {
      expect((await agent.ask({ headers })).status).toBe(403);
      expect((await agent.ask({ headers, path: '/oauth/token', body: 'grant_type=client_credentials' })).status).toBe(
        403,
      );
    });
    expect(server.counters().exchanges).toBe(0);
  });
});
