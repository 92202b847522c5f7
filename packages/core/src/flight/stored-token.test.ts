import { describe, expect, it } from 'vitest';
import { AccessToken } from '../token/access-token.ts';
import { fromEntry, toEntry, unfit, type StoredToken, type Unfit } from './stored-token.ts';

const now = 1_767_225_600_000;
const hour = 3_600_000;
const policy = { refreshWindowMs: 300_000, expiryLeewayMs: 30_000 };
const stored: StoredToken = { accessToken: 'b', expiresAt: now + hour, lifetimeMs: hour, regivenAt: undefined };
const held = (accessToken: string, lifetimeMs = hour): AccessToken =>
  new AccessToken({ accessToken, expiresAt: now + 1000, lifetimeMs }, { now: () => now, monotonic: () => 0 });
const cold = { minLifetimeMs: 0, replacing: undefined, refused: false, urgent: true };
const refresh = { ...cold, replacing: held('a'), urgent: false };

describe('a token in a cache', () => {
  it.each<[Unfit | undefined, string, Partial<StoredToken>, Partial<Parameters<typeof unfit>[1]>]>([
    [undefined, 'is fit for a cold client', {}, {}],
    [undefined, 'is fit for a cold client though it is due', { expiresAt: now + 60_000 }, {}],
    ['too-little-life', 'has expired', { expiresAt: now }, {}],
    ['too-little-life', 'has no number for its end', { expiresAt: Number.NaN }, {}],
    ['too-little-life', 'has just what is asked for', {}, { minLifetimeMs: hour }],
    [undefined, 'is of a machine whose clock is a little ahead', { expiresAt: now + hour + 29_000 }, {}],
    ['older-than-granted', 'has more left than was granted', { expiresAt: now + hour + 31_000 }, {}],
    [undefined, 'is fit to replace another', {}, refresh],
    ['not-fresh', 'is due as well', { expiresAt: now + 200_000 }, refresh],
    [
      undefined,
      'is due as well, but what it replaces is dead or refused',
      { expiresAt: now + 200_000 },
      { ...refresh, urgent: true },
    ],
    ['being-replaced', 'is the answer that is replaced', { accessToken: 'a' }, refresh],
    [
      undefined,
      'is the same token by a later answer',
      { accessToken: 'a', lifetimeMs: hour / 2, expiresAt: now + hour / 2 },
      refresh,
    ],
    ['refused', 'is the one that was refused', { accessToken: 'a' }, { ...refresh, refused: true }],
    [undefined, 'is another than the one refused', {}, { ...refresh, refused: true }],
    [
      undefined,
      'was given again just now',
      { accessToken: 'a', regivenAt: now - 29_999 },
      { ...refresh, refused: true },
    ],
    [
      'refused',
      'was given again long ago',
      { accessToken: 'a', regivenAt: now - 30_000 },
      { ...refresh, refused: true },
    ],
    [
      'refused',
      'was given again in the future',
      { accessToken: 'a', regivenAt: now + 30_000 },
      { ...refresh, refused: true },
    ],
  ])('%s: %s', (verdict, _, of, order) => {
    expect(unfit({ ...stored, ...of }, { ...cold, ...order }, now, policy)).toBe(verdict);
  });

  it('comes back as it was stored, and nothing else does', () => {
    for (const regivenAt of [undefined, now]) {
      const entry: unknown = JSON.parse(JSON.stringify(toEntry({ ...stored, regivenAt })));
      expect(fromEntry(entry)).toEqual({ ...stored, regivenAt });
    }
    for (const entry of [undefined, 'b', {}, [], [1, 2, 3, 4], ['b', now, hour], ['b', '1', hour, 0]]) {
      expect(fromEntry(entry)).toBeUndefined();
    }
  });
});
