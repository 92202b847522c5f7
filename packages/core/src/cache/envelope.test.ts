import { describe, expect, it, vi } from 'vitest';
import { Secret } from '../token/secret.ts';
import { deriveCacheKeys, type CacheKeys } from './cache-key.ts';
import { longestSealed, open, seal } from './envelope.ts';

const token = ['eyJ.token-CANARY', 1_767_225_600_000.5, 86_400_000, 0];

function keys(identity = ['symbl', 'https://api.example.com', 'app'], secret = 'secret-CANARY'): Promise<CacheKeys> {
  return deriveCacheKeys({ identity, secret: new Secret(secret) });
}

describe('a sealed token', () => {
  it('is opened by the keys that sealed it', async () => {
    expect(await open(await seal(token, await keys()), await keys())).toEqual(token);
  });

  it('says neither token nor secret, and differs each time', async () => {
    const [one, other] = [await seal(token, await keys()), await seal(token, await keys())];
    expect(one).toMatch(/^tk2\.[A-Za-z0-9+/=]+$/);
    expect(one).not.toBe(other);
    expect(atob(one.slice(4))).not.toContain('CANARY');
  });

  it.each([
    ['another secret', ['symbl', 'https://api.example.com', 'app'], 'rotated'],
    ['another app id', ['symbl', 'https://api.example.com', 'other'], 'secret-CANARY'],
    ['another base URL', ['symbl', 'https://eu.example.com', 'app'], 'secret-CANARY'],
    ['another kind of issuer', ['oauth', 'https://api.example.com', 'app'], 'secret-CANARY'],
    ['the same words in other places', ['symbl', 'https://api.example.com,app'], 'secret-CANARY'],
  ])('is neither found nor opened with %s', async (_what, identity, secret) => {
    const [mine, other] = [await keys(), await keys(identity, secret)];
    expect(other.cacheKey).not.toBe(mine.cacheKey);
    const sealed = await seal(token, mine);
    expect(await open(sealed, other)).toBeUndefined();
    // Even laid under the other key, by whoever operates the cache.
    expect(await open(sealed, { ...mine, cacheKey: other.cacheKey })).toBeUndefined();
  });

  it('is a miss with any one character changed, in any bit', async () => {
    const mine = await keys();
    const sealed = await seal(token, mine);
    for (let at = 0; at < sealed.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped = String.fromCharCode(sealed.charCodeAt(at) ^ (1 << bit));
        const opened = await open(sealed.slice(0, at) + flipped + sealed.slice(at + 1), mine);
        expect(opened, `character ${at}, bit ${bit}`).toBeUndefined();
      }
    }
  });

  it('is a miss when cut short at any length, or with anything added', async () => {
    const mine = await keys();
    const sealed = await seal(token, mine);
    for (let length = 0; length < sealed.length; length += 1) {
      expect(await open(sealed.slice(0, length), mine), `${length} characters`).toBeUndefined();
    }
    for (const added of ['A', '=', ' ', '\n']) expect(await open(sealed + added, mine)).toBeUndefined();
  });

  it.each(['', 'tk2.', 'tk1.AAAA', 'tk2.%%%', '{"accessToken":"x"}'])('is a miss when it reads %j', async (value) => {
    expect(await open(value, await keys())).toBeUndefined();
  });
});

describe('a value that is longer than any sealed token', () => {
  it('is a miss before it is decoded', async () => {
    const decode = vi.spyOn(globalThis, 'atob');
    expect(await open(`tk2.${'A'.repeat(24_573)}`, await keys())).toBeUndefined();
    expect(decode).not.toHaveBeenCalled();
    expect(await open(`tk2.${'A'.repeat(24_572)}`, await keys())).toBeUndefined();
    expect(decode).toHaveBeenCalled();
    decode.mockRestore();
  });

  it('is not what the longest token becomes', async () => {
    expect((await seal(['x'.repeat(16_384), ...token.slice(1)], await keys())).length).toBeLessThan(longestSealed);
  });
});

describe('the cache key', () => {
  it('fits every cache, and shows nothing', async () => {
    expect((await keys()).cacheKey).toMatch(/^tk2-[0-9a-f]{32}$/);
  });

  it('is the same in every process', async () => {
    expect((await keys()).cacheKey).toBe((await keys()).cacheKey);
    // Pinned: another key would lose every token that is cached at the time of an upgrade.
    expect((await keys(['symbl', 'https://api.symbl.ai', 'id'], 'secret')).cacheKey).toMatchInlineSnapshot(
      `"tk2-0d7b3a471fc385a6cb43eeba120e4a3b"`,
    );
  });
});
