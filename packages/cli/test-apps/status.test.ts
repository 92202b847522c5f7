import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMockServer } from '@tokenkeep/mock-server';
import { expect, it } from 'vitest';
import { User } from './user.ts';

it('tokenkeep status tells what the cache holds, and asks nobody', async () => {
  await using server = await createMockServer({ tokenLifetimeMs: 3_600_000 });
  using user = User.of(server);
  const empty = await user.run(['status']);
  expect(empty).toEqual({
    code: 0,
    signal: null,
    stdout: 'There is no token in the cache for these credentials.\n',
    stderr: '',
  });
  expect(JSON.parse((await user.run(['status', '--json'])).stdout)).toEqual({ state: 'none', expiresIn: 0 });
  expect(server.counters().exchanges).toBe(0);

  await user.run(['token']);
  const instant = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`;
  expect((await user.run(['status'])).stdout).toMatch(
    new RegExp(`^fresh: 35\\d\\d s left, until ${instant}; due for a refresh at ${instant}\n$`),
  );
  const found: Record<string, number> = JSON.parse((await user.run(['status', '--json'])).stdout);
  expect(found).toMatchObject({ state: 'fresh', expiresIn: expect.any(Number) });
  expect((found['expiresAt'] ?? 0) - (found['refreshAt'] ?? 0)).toBe(300_000);
  const late = { NODE_OPTIONS: `--import ${new URL('late.mjs', import.meta.url).href}`, LATE_MS: '3400000' };
  expect((await user.run(['status'], { env: late })).stdout).toMatch(
    /^refresh-due: 1\d\d s left, .*; due for a refresh now\n$/,
  );

  // A failure is shared, and told.
  await user.run(['token'], { env: { SYMBL_APP_SECRET: 'wrong' } });
  expect((await user.run(['status'], { env: { SYMBL_APP_SECRET: 'wrong' } })).stdout).toMatch(
    /^There is no token[^\n]*\nThe last exchange failed \(ERR_TOKEN_CREDENTIALS\); nobody asks until [^\n]*\n$/,
  );

  // Of other credentials nothing is known.
  expect((await user.run(['status'], { env: { SYMBL_APP_SECRET: 'another' } })).stdout).toMatch(/^There is no token/);
  expect(server.counters()).toMatchObject({ exchanges: 2, minted: 1 });
});

it('tokenkeep status says in one line that the cache cannot be read', async () => {
  using user = new User({ SYMBL_APP_ID: 'a', SYMBL_APP_SECRET: 'canary-secret' });
  const { code, stdout, stderr } = await user.run(['status', '--cache-dir', '/etc/passwd']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^tokenkeep: [^\n]*\/etc\/passwd is a link or a file[^\n]*\n$/);
});

it('tokenkeep status says in one line that a cache fails', async () => {
  using user = new User();
  const config = join(user.home, 'config.mjs');
  const core = join(user.cwd, 'node_modules/@tokenkeep/core/dist/index.js');
  const fails = "async () => { throw Object.assign(new Error('canary'), { code: 'ENOTCONN' }) }";
  const issuer = "symbl({ appId: 'a', appSecret: 'canary-secret' })";
  writeFileSync(
    config,
    `import { symbl } from '${core}';\nexport default { issuer: ${issuer}, cache: { get: ${fails}, set: ${fails} } };`,
  );
  expect(await user.run(['status', '--config', config])).toMatchObject({
    code: 1,
    stderr: 'tokenkeep: The cache cannot be read (ENOTCONN): run tokenkeep doctor.\n',
  });
});
