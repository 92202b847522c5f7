import { createMockServer } from '@tokenkeep/mock-server';
import { expect, it } from 'vitest';
import { clientCredentials, createTokenClient, memoryCache, type ClientCredentialsOptions } from '../../src/index.ts';

async function newKey({ extractable = true } = {}): Promise<CryptoKey> {
  const made = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, extractable, ['sign', 'verify']);
  return (made as CryptoKeyPair).privateKey;
}

const [key, otherKey, hiddenKey] = await Promise.all([newKey(), newKey(), newKey({ extractable: false })]);

it.each<[string, 1 | 2, Partial<ClientCredentialsOptions>, Partial<ClientCredentialsOptions> | 'the same issuer']>([
  ['the same key', 1, { privateKey: key }, { privateKey: key }],
  ['another key', 2, { privateKey: key }, { privateKey: otherKey }],
  ['a key that cannot be exported', 2, { privateKey: hiddenKey }, { privateKey: hiddenKey }],
  ['a key that cannot be exported, of one issuer', 1, { privateKey: hiddenKey }, 'the same issuer'],
  [
    'one sealing secret',
    1,
    { privateKey: hiddenKey, sealingSecret: 's' },
    { privateKey: otherKey, sealingSecret: 's' },
  ],
  ['another sealing secret', 2, { privateKey: key, sealingSecret: 's' }, { privateKey: key, sealingSecret: 't' }],
])('with private_key_jwt and %s, two clients make %i exchanges', async (_what, exchanges, first, second) => {
  await using server = await createMockServer();
  const [{ appId, appSecret }] = server.apps;
  const cache = memoryCache();
  let sent = 0;
  // The mock server knows no keys: what is sent to it has the secret instead.
  const fetchAs: typeof fetch = async (input, init) => {
    sent += 1;
    const body = await new Request(input, init).text();
    expect(new URLSearchParams(body).get('client_assertion')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    return fetch(`${server.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: appId, client_secret: appSecret }),
    });
  };
  const issuerOf = (options: Partial<ClientCredentialsOptions>) =>
    clientCredentials({
      tokenUrl: `${server.url}/oauth/token`,
      clientId: appId,
      authMethod: 'private_key_jwt',
      apiOrigins: [server.url],
      ...options,
    });
  const issuer = issuerOf(first);
  for (const each of [issuer, second === 'the same issuer' ? issuer : issuerOf(second)]) {
    await using client = createTokenClient({ issuer: each, cache, fetch: fetchAs });
    await client.getToken();
  }
  expect(sent).toBe(exchanges);
});

it.each([[''], [' '], [null], [7]])('nothing is sealed with the sealing secret %j, nor sent', async (sealingSecret) => {
  const options: unknown = { privateKey: key, sealingSecret };
  const calls: string[] = [];
  const noted = (what: string) => async (): Promise<never> => {
    calls.push(what);
    throw new Error(what);
  };
  await using client = createTokenClient({
    issuer: clientCredentials({
      tokenUrl: 'https://auth.example.com/token',
      clientId: 'client',
      authMethod: 'private_key_jwt',
      apiOrigins: [],
      ...Object(options),
    }),
    cache: { get: noted('get'), set: noted('set'), delete: noted('delete') },
    fetch: noted('fetch'),
  });
  await expect(client.getToken()).rejects.toMatchObject({
    code: 'ERR_TOKEN_CONFIG',
    message: expect.stringMatching(/^sealingSecret .+: .+\.$/),
  });
  expect(calls).toEqual([]);
});
