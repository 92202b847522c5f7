import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { User } from './user.ts';

describe('tokenkeep token', () => {
  it('prints the token alone, the answer of the seed, or a header line, with one exchange for all of them', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const alone = await user.run(['token']);
    expect(alone).toEqual({ code: 0, signal: null, stdout: expect.stringMatching(/^[\w-]{43}\n$/), stderr: '' });
    const accessToken = alone.stdout.trim();
    const json = await user.run(['token', '--json']);
    expect(JSON.parse(json.stdout)).toEqual({
      accessToken,
      expiresIn: expect.toSatisfy((s) => s > 86_000 && s < 86_400),
    });
    const header = await user.run(['token', '--header']);
    expect(header.stdout).toBe(`Authorization: Bearer ${accessToken}\n`);
    const curl = await user.run(['-sf', '-H', '@-', `${server.url}/v1/conversations/1`], {
      command: 'curl',
      input: header.stdout,
    });
    expect(JSON.parse(curl.stdout)).toMatchObject({ id: '1' });
    expect(server.counters().exchanges).toBe(1);
  });

  it('makes one exchange for 50 at once that find nothing', async () => {
    await using server = await createMockServer({ latencyMs: 50 });
    using user = User.of(server);
    const ended = await Promise.all(Array.from({ length: 50 }, () => user.run(['token', '--timeout', '40s'])));
    expect(new Set(ended.map(({ code }) => code))).toEqual(new Set([0]));
    expect(new Set(ended.map(({ stdout }) => stdout)).size).toBe(1);
    expect(server.counters().exchanges).toBe(1);
  });

  it('gives a token that lives long enough, or says how long there is', async () => {
    await using server = await createMockServer({ tokenLifetimeMs: 600_000, rolloverMs: 400_000 });
    using user = User.of(server);
    const first = await user.run(['token']);
    server.age(server.apps[0].appId, 300_000);
    expect((await user.run(['token', '--min-lifetime', '5m'])).stdout).toBe(first.stdout);
    const tooLong = await user.run(['token', '--min-lifetime', '1h']);
    expect(tooLong).toMatchObject({ code: 5, stdout: '', stderr: expect.stringMatching(/^tokenkeep: .*\n$/) });
  });

  it('is a new one when the old one is about to end, and the old one when no other is to be had', async () => {
    await using server = await createMockServer({ tokenLifetimeMs: 100_000, rolloverMs: 99_000 });
    using user = User.of(server);
    const first = await user.run(['token']);
    const late = { NODE_OPTIONS: `--import ${new URL('late.mjs', import.meta.url).href}`, LATE_MS: '93000' };
    server.fault({ route: 'token', times: 3, fault: { kind: 'status', status: 503 } });
    expect(await user.run(['token'], { env: late })).toEqual(first);
    server.clearFaults();
    // The failure is shared, so the next one asks only when its rest is over.
    await expect
      .poll(async () => (await user.run(['token'], { env: late })).stdout, { timeout: 20_000 })
      .not.toBe(first.stdout);
    expect(server.counters().minted).toBe(2);
  });

  it('ends well though nobody reads what it prints', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const shell = 'node_modules/.bin/tokenkeep token | true; echo "${PIPESTATUS[0]}"';
    expect(await user.run(['-c', shell], { command: 'bash' })).toMatchObject({ stdout: '0\n', stderr: '' });
  });
});

describe('a failure', () => {
  it.each([
    ['a wrong secret', 3, 401],
    ['a forbidden client', 3, 403],
    ['an issuer that is down', 4, 503],
    ['too many requests', 4, 429],
    ['a route that is not there', 5, 404],
    ['an answer without a token', 5, 200],
  ])('is one line and an exit code: %s', async (_, exitCode, status) => {
    await using server = await createMockServer();
    server.fault({ route: 'token', times: Infinity, fault: { kind: 'status', status, body: { message: 'canary' } } });
    using user = User.of(server);
    const { code, stdout, stderr } = await user.run(['token', '--timeout', '3s']);
    expect([code, stdout]).toEqual([exitCode, '']);
    expect(stderr).toMatch(/^tokenkeep: [^\n]*\n$/);
    expect(stderr).toContain(server.url);
    expect(stderr).not.toContain('canary');
  });

  it('names what can be set here', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const { stderr } = await user.run(['token'], { env: { SYMBL_APP_SECRET: 'another' } });
    expect(stderr).toContain('check SYMBL_APP_ID and SYMBL_APP_SECRET');
    const quoted = await user.run(['token'], { env: { SYMBL_APP_SECRET: '"another"' } });
    expect(quoted.stderr).toContain('; SYMBL_APP_SECRET is in quotes.');
    const broken = await user.run(['token'], { env: { SYMBL_APP_SECRET: 'an\nother' } });
    expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('SYMBL_APP_SECRET has a line break') });
    const nobody = await user.run(['token', '--timeout', '2s'], { env: { SYMBL_BASE_URL: 'http://127.0.0.1:4' } });
    expect(nobody).toMatchObject({ code: 4, stderr: expect.stringContaining('check SYMBL_BASE_URL') });
  });

  it('of the cache costs nothing but its use, and is told with --verbose, without secret and token', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const quiet = await user.run(['token', '--cache-dir', '/proc/nowhere']);
    expect(quiet).toMatchObject({ code: 0, stderr: '' });
    const { stdout, stderr } = await user.run(['token', '--verbose', '--cache-dir', '/proc/nowhere']);
    expect(stderr).toMatch(/^tokenkeep: cache-failed operation=\w+ /m);
    expect(stderr).toMatch(/^tokenkeep: exchanged origin=http:\/\/127\.0\.0\.1:\d+ durationMs=\d+ lifetimeMs=\d+$/m);
    expect(stderr).not.toContain(stdout.trim());
    expect((await user.run(['token'])).code).toBe(0);
    const files = readdirSync(user.cache).map((name) => readFileSync(join(user.cache, name), 'latin1'));
    expect(files.length).toBeGreaterThan(0);
    for (const secret of [stdout.trim(), server.apps[0].appSecret]) expect(files.join('')).not.toContain(secret);
  });
});
