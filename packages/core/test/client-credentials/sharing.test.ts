import { createMockServer } from '@tokenkeep/mock-server';
import { expect, it } from 'vitest';
import { clientCredentials, createTokenClient, memoryCache, type ClientCredentialsOptions } from '../../src/index.ts';

const base = { scope: 'read', audience: 'urn:api', resource: 'urn:a', extraParams: { organization: 'one' } };

it.each<[string, Partial<ClientCredentialsOptions>]>([
  ['scope', { scope: 'write' }],
  ['a narrower scope', { scope: undefined }],
  ['audience', { audience: 'urn:other' }],
  ['resource', { resource: ['urn:a', 'urn:b'] }],
  ['extra parameters', { extraParams: { organization: 'two' } }],
  ['auth method', { authMethod: 'client_secret_post' }],
])('never gives one client the token of another that differs in %s', async (_what, difference) => {
  await using server = await createMockServer();
  const [{ appId, appSecret }] = server.apps;
  const cache = memoryCache();
  const shared = {
    tokenUrl: `${server.url}/oauth/token`,
    clientId: appId,
    clientSecret: appSecret,
    apiOrigins: [server.url],
  };
  await using first = createTokenClient({ issuer: clientCredentials({ ...shared, ...base }), cache });
  await using second = createTokenClient({ issuer: clientCredentials({ ...shared, ...base, ...difference }), cache });
  await using same = createTokenClient({ issuer: clientCredentials({ ...shared, ...base }), cache });

  const [one, , three] = await Promise.all([first.getToken(), second.getToken(), same.getToken()]);
  expect(three.accessToken).toBe(one.accessToken);
  expect(server.counters().exchanges).toBe(2);
});

it('tells a parameter from a scope that spells the same', async () => {
  await using server = await createMockServer();
  const [{ appId, appSecret }] = server.apps;
  const cache = memoryCache();
  const shared = {
    tokenUrl: `${server.url}/oauth/token`,
    clientId: appId,
    clientSecret: appSecret,
    apiOrigins: [server.url],
    cache,
  };
  const { cache: _, ...options } = shared;
  await using first = createTokenClient({ issuer: clientCredentials({ ...options, scope: 'audience' }), cache });
  await using second = createTokenClient({ issuer: clientCredentials({ ...options, audience: 'scope' }), cache });
  await Promise.all([first.getToken(), second.getToken()]);
  expect(server.counters().exchanges).toBe(2);
});

it.each<[string, 1 | 2, (url: string) => Partial<ClientCredentialsOptions>]>([
  ['another client id', 2, () => ({ clientId: 'second' })],
  ['another token URL', 2, (url) => ({ tokenUrl: `${url.replace('127.0.0.1', 'localhost')}/oauth/token` })],
  ['another query of the token URL', 2, (url) => ({ tokenUrl: `${url}/oauth/token?p=policy` })],
  ['the same extra parameters in another order', 1, () => ({ extraParams: { b: '2', a: '1' } })],
])('with %s, two clients make %i exchanges', async (_what, exchanges, difference) => {
  const appSecret = 'one secret for both';
  await using server = await createMockServer({ apps: ['first', 'second'].map((appId) => ({ appId, appSecret })) });
  const cache = memoryCache();
  const shared = {
    tokenUrl: `${server.url}/oauth/token`,
    clientId: 'first',
    clientSecret: appSecret,
    extraParams: { a: '1', b: '2' },
    apiOrigins: [server.url],
  };
  for (const options of [shared, { ...shared, ...difference(server.url) }]) {
    await using client = createTokenClient({ issuer: clientCredentials(options), cache });
    await client.getToken();
  }
  expect(server.counters().exchanges).toBe(exchanges);
});
