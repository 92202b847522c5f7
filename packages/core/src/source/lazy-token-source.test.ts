import { expect, it } from 'vitest';
import { AccessToken } from '../token/access-token.ts';
import { LazyTokenSource } from './lazy-token-source.ts';
import type { TokenSource } from './token-source.ts';

const token = new AccessToken({ accessToken: 'a', expiresAt: 1, lifetimeMs: 1 });

function counted(failures = 0): {
  readonly lazy: LazyTokenSource;
  readonly loads: () => number;
  readonly invalidated: unknown[];
} {
  const invalidated: unknown[] = [];
  let loads = 0;
  const source: TokenSource = {
    getToken: async () => token,
    invalidate: async (rejected) => void invalidated.push(rejected),
  };
  const lazy = new LazyTokenSource(async () => {
    loads += 1;
    if (loads <= failures) throw new Error('canary: /srv/app/node_modules');
    return source;
  });
  return { lazy, loads: () => loads, invalidated };
}

it('loads its source once, at the first call', async () => {
  const { lazy, loads } = counted();
  expect(loads()).toBe(0);
  expect(await Promise.all([lazy.getToken(), lazy.getToken()])).toEqual([token, token]);
  expect(loads()).toBe(1);
});

it('does not load it to invalidate a token that it cannot have given', async () => {
  const { lazy, loads, invalidated } = counted();
  await lazy.invalidate('a');
  expect(loads()).toBe(0);
  await lazy.getToken();
  await lazy.invalidate('a');
  expect(invalidated).toEqual(['a']);
});

it('says what to do when there is nothing to load, and tries again', async () => {
  const { lazy } = counted(1);
  await expect(lazy.getToken()).rejects.toMatchObject({
    code: 'ERR_TOKEN_CONFIG',
    message: expect.not.stringContaining('canary'),
  });
  await expect(lazy.getToken()).resolves.toBe(token);
});
