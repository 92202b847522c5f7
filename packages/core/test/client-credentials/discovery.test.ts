import { describe, expect, it } from 'vitest';
import { clientCredentials, clientSecretPost, privateKeyJwt, type TokenIssuer } from '../../src/index.ts';
import { capturing, granted, oauth, type CapturedRequest } from './captured.ts';

const issuer = 'https://auth.example.com/tenant';
const metadata = { issuer, token_endpoint: 'https://auth.example.com/oauth/token' };

/** Method and URL of each. */
function lines(requests: readonly CapturedRequest[]): string[] {
  return requests.map(({ method, url }) => `${method} ${url}`);
}

const openid = 'GET https://auth.example.com/tenant/.well-known/openid-configuration';

it('reads OpenID metadata below the issuer, and sends the secret to the endpoint that they name', async () => {
  const { client, requests } = capturing(oauth({ issuer }), { body: metadata }, granted());
  await client.getToken();
  expect(lines(requests)).toEqual([openid, 'POST https://auth.example.com/oauth/token']);
  expect(requests[0]?.headers.has('authorization')).toBe(false);
});

it('keeps the query of the endpoint that they name (RFC 6749 §3.2)', async () => {
  const token_endpoint = `${metadata.token_endpoint}?p=policy`;
  const { client, requests } = capturing(oauth({ issuer }), { body: { ...metadata, token_endpoint } }, granted());
  await client.getToken();
  expect(requests[1]?.url).toBe(token_endpoint);
});

it('reads RFC 8414 metadata where there are none of OpenID', async () => {
  const { client, requests } = capturing(oauth({ issuer }), { status: 404, body: {} }, { body: metadata }, granted());
  await client.getToken();
  expect(requests[1]?.url).toBe('https://auth.example.com/.well-known/oauth-authorization-server/tenant');
});

it.each([
  ['of another issuer', { ...metadata, issuer: 'https://evil.example' }, 'ERR_TOKEN_RESPONSE', 'another issuer'],
  ['without an endpoint', { issuer }, 'ERR_TOKEN_RESPONSE', 'token_endpoint'],
  ['with an http endpoint', { issuer, token_endpoint: 'http://auth.example.com/' }, 'ERR_TOKEN_CONFIG', 'https'],
  [
    'with an http endpoint on this machine',
    { issuer, token_endpoint: 'http://127.0.0.1:1/' },
    'ERR_TOKEN_CONFIG',
    'http',
  ],
  [
    'with an endpoint elsewhere',
    { issuer, token_endpoint: 'https://evil.example/' },
    'ERR_TOKEN_CONFIG',
    'token_endpoint in the metadata is at another origin',
  ],
  [
    'with an endpoint at another port',
    { issuer, token_endpoint: 'https://auth.example.com:8443/' },
    'ERR_TOKEN_CONFIG',
    'token_endpoint in the metadata is at another origin',
  ],
])('sends no secret after metadata %s', async (_what, body, code, said) => {
  for (const allowInsecure of [false, true]) {
    const { client, requests } = capturing(oauth({ issuer, allowInsecure }), { body }, granted());
    await expect(client.getToken()).rejects.toMatchObject({ code, message: expect.stringContaining(said) });
    expect(requests).toHaveLength(1);
  }
});

it('sends the secret to an endpoint at an origin that was allowed by name', async () => {
  const body = { issuer, token_endpoint: 'https://tokens.example.com/oauth/token' };
  const options = { issuer, endpointOrigins: ['https://tokens.example.com'] };
  const { client, requests } = capturing(oauth(options), { body }, granted());
  await client.getToken();
  expect(requests[1]?.url).toBe(body.token_endpoint);
});

it("knows where Google's documentation puts its endpoint", async () => {
  const body = { issuer: 'https://accounts.google.com', token_endpoint: 'https://oauth2.googleapis.com/token' };
  const { client, requests } = capturing(oauth({ issuer: body.issuer }), { body }, granted());
  await client.getToken();
  expect(requests[1]?.url).toBe(body.token_endpoint);
});

it.each([404, 410])('looks again after a %i of the endpoint, and exchanges where it is now', async (status) => {
  const moved = { ...metadata, token_endpoint: 'https://auth.example.com/v2/token' };
  const { client, requests } = capturing(
    oauth({ issuer }),
    { body: metadata },
    granted(),
    { status, body: {} },
    { body: moved },
    granted({ access_token: 'b' }),
  );
  await client.invalidate(await client.getToken());
  await expect(client.getToken()).resolves.toMatchObject({ accessToken: 'b' });
  expect(lines(requests)).toEqual([
    openid,
    'POST https://auth.example.com/oauth/token',
    'POST https://auth.example.com/oauth/token',
    openid,
    'POST https://auth.example.com/v2/token',
  ]);
});

it('says that the endpoint is gone when the metadata still name it, and asks it no second time', async () => {
  const { client, requests } = capturing(
    oauth({ issuer }),
    { body: metadata },
    { status: 404, body: {} },
    { body: metadata },
  );
  await expect(client.getToken()).rejects.toMatchObject({
    code: 'ERR_TOKEN_NOT_FOUND',
    message: expect.stringContaining('check issuer'),
  });
  expect(lines(requests)).toEqual([openid, 'POST https://auth.example.com/oauth/token', openid]);
});

it.each([429, 503])(
  'is retried after a passing %d, which says nothing about where the metadata are',
  async (status) => {
    const { client, requests } = capturing(oauth({ issuer }), { status, body: {} }, { body: metadata }, granted());
    await client.getToken();
    expect(requests.map(({ url }) => new URL(url).pathname)).toEqual([
      '/tenant/.well-known/openid-configuration',
      '/tenant/.well-known/openid-configuration',
      '/oauth/token',
    ]);
  },
);

describe('one issuer object for two clients', () => {
  const body = { issuer, token_endpoint: 'https://tokens.example.com/oauth/token' };
  const shared = (): TokenIssuer => oauth({ issuer, endpointOrigins: ['https://tokens.example.com'] });

  it('serves both at once, also where the endpoint is at another origin', async () => {
    const one = shared();
    const clients = [1, 2].map(() => capturing(one, { body }, granted()).client);
    await expect(Promise.all(clients.map((client) => client.getToken()))).resolves.toHaveLength(2);
  });

  it('never changes what the issuer says of itself', async () => {
    const one = shared();
    const said = (): unknown => ({ ...one, ...Object(one) });
    const before = JSON.stringify(said());
    await capturing(one, { body }, granted()).client.getToken();
    expect(JSON.stringify(said())).toBe(before);
    expect(one.origin).toBe('https://auth.example.com');
  });
});

it('signs for the issuer as it calls itself, or for the endpoint as it was found', async () => {
  const { privateKey: key } = Object(await crypto.subtle.generateKey({ name: 'Ed25519' }, true, ['sign', 'verify']));
  for (const [audience, expected] of [
    [undefined, `${issuer}/`],
    ['token-endpoint', metadata.token_endpoint],
  ] as const) {
    const auth = privateKeyJwt({ clientId: 'client', key, audience });
    const body = { ...metadata, issuer: `${issuer}/` };
    const { client, requests } = capturing(oauth({ issuer, auth }), { body }, granted());
    await client.getToken();
    const [, claims = ''] = requests[1]?.form.get('client_assertion')?.split('.') ?? [];
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ aud: expected });
  }
});

it('is not asked for where the endpoint is given', async () => {
  const direct = clientCredentials({
    tokenUrl: 'https://auth.example.com/token',
    auth: clientSecretPost({ clientId: 'client', clientSecret: 'secret' }),
    apiOrigins: [],
  });
  expect(direct.endpointOrigins).toBeUndefined();
  const { client, requests } = capturing(direct, { status: 404, body: {} });
  await expect(client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_NOT_FOUND' });
  expect(requests).toHaveLength(1);
});
