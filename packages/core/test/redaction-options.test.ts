import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { createTokenClient, memoryCache, symbl, type TokenCache } from '../src/index.ts';
import { everythingShown } from './everything-shown.ts';
import { secret } from './leak-search.ts';

describe('no secret, no token and no sealed value is shown', () => {
  it.each<[string, () => unknown]>([
    ['an unknown option of symbl()', () => symbl(Object.assign({ apiSecret: secret }, { appId: 'a' }))],
    ['a secret where options belong', () => Reflect.apply(symbl, undefined, [secret])],
    ['a secret where the baseUrl belongs', () => symbl({ appId: 'a', appSecret: 'b', baseUrl: secret })],
    ['a secret in the baseUrl', () => symbl({ appId: 'a', appSecret: 'b', baseUrl: `https://u:${secret}@h.test` })],
    ['a secret in an insecure baseUrl', () => symbl({ appId: 'a', appSecret: 'b', baseUrl: `http://${secret}.test` })],
    ['a missing appId', () => symbl({ appSecret: secret })],
    ['a secret in a list', () => Reflect.apply(symbl, undefined, [{ appId: 'a', appSecret: [secret] }])],
    ...['issuer', 'cache', 'refreshWindowMs', 'timeoutMs', 'apiOrigins', 'onEvent', 'fetch', 'clock', 'other'].map(
      (option): [string, () => unknown] => [
        `a secret for ${option}`,
        () => createTokenClient({ issuer: symbl({ appId: 'a', appSecret: secret }), [option]: secret }),
      ],
    ),
  ])('by the error for %s', (_, create) => {
    let error: unknown;
    try {
      create();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
    // An option's name is shown, and `test` is lower case in a URL.
    expect(everythingShown(error).toLowerCase()).not.toContain(secret.toLowerCase());
  });

  it('by what a cache is given: the sealed value, and the key', async () => {
    const given: string[] = [];
    const cache: TokenCache = {
      ...memoryCache(),
      get: async (key) => void given.push(key),
      set: async (key, value) => void given.push(key, value, atob(value.slice('tk1.'.length))),
    };
    await using server = await createMockServer({ apps: [{ appId: 'CanaryAppId', appSecret: secret }] });
    await using client = createTokenClient({ issuer: symbl({ ...server.apps[0], baseUrl: server.url }), cache });
    const { accessToken } = await client.getToken();
    expect(given.length).toBeGreaterThan(2);
    for (const canary of [secret, accessToken, 'CanaryAppId', server.url, btoa(secret), btoa(accessToken)]) {
      expect(given.join('\n')).not.toContain(canary);
    }
  });
});
