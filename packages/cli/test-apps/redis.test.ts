import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, inject, it } from 'vitest';
import { User } from './user.ts';

const missing = spawnSync('redis-server', ['--version']).error !== undefined && process.env['CI'] === undefined;

describe.skipIf(missing)('tokenkeep with Redis', () => {
  it('shares one token between two homes, and looks at it and tries it as it does files', async () => {
    await using server = await createMockServer({ latencyMs: 50 });
    await using redis = await startRedis();
    using one = User.of(server, inject('installedWithRedis'));
    using two = User.of(server, inject('installedWithRedis'));
    const args = ['--redis', redis.url];
    const ended = await Promise.all([one, two, one, two].map((user) => user.run(['token', ...args])));
    expect(new Set(ended.map(({ code, stderr }) => `${String(code)}${stderr}`))).toEqual(new Set(['0']));
    expect(new Set(ended.map(({ stdout }) => stdout)).size).toBe(1);
    expect(server.counters().exchanges).toBe(1);
    // The URL with a password, where it has one, is a variable, which exec keeps to itself.
    const env = { TOKENKEEP_REDIS_URL: redis.url };
    const { stdout } = await two.run(['exec', '--', 'sh', '-c', 'echo "$SYMBL_ACCESS_TOKEN$TOKENKEEP_REDIS_URL"'], {
      env,
    });
    expect(stdout).toBe(ended[0]?.stdout);
    expect((await two.run(['status', ...args])).stdout).toMatch(/^fresh: /);
    const doctor = await one.run(['doctor', ...args]);
    expect([doctor.code, doctor.stdout]).toEqual([
      0,
      expect.stringContaining('✓ Redis stores tokens, and its locks work'),
    ]);
  });

  it('gets a token all the same while Redis is away', async () => {
    await using server = await createMockServer();
    using user = User.of(server, inject('installedWithRedis'));
    const { code, stderr } = await user.run(['token', '--redis', 'redis://127.0.0.1:4']);
    expect([code, stderr]).toEqual([0, '']);
  });
});

it('tokenkeep --redis says which packages it needs, and that a URL is none', async () => {
  using user = new User({ SYMBL_APP_ID: 'a', SYMBL_APP_SECRET: 'canary-secret' });
  expect(await user.run(['token', '--redis', 'redis://127.0.0.1:4'])).toMatchObject({
    code: 2,
    stderr: 'tokenkeep: --redis needs the package redis: npm install redis @tokenkeep/redis-cache.\n',
  });
  using other = new User({ SYMBL_APP_ID: 'a', SYMBL_APP_SECRET: 'canary-secret' }, inject('installedWithRedis'));
  expect(await other.run(['token'], { env: { TOKENKEEP_REDIS_URL: 'canary' } })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /^tokenkeep: The URL of Redis cannot be used: write it as redis:\/\/host:6379[^\n]*\n$/,
    ),
  });
});

async function startRedis(): Promise<AsyncDisposable & { readonly url: string }> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(server, 'exit');
  for await (const line of createInterface(server.stdout)) if (line.includes('Ready to accept')) break;
  server.stdout.resume();
  return {
    url: `redis://127.0.0.1:${String(port)}`,
    async [Symbol.asyncDispose]() {
      server.kill();
      await exited;
    },
  };
}
