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
