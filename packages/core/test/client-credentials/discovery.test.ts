import { expect, it } from 'vitest';
import { capturing, granted } from './captured.ts';

const issuer = 'https://auth.example.com/tenant';
const metadata = { issuer, token_endpoint: 'https://tokens.example.com/oauth/token' };

it('reads OpenID metadata below the issuer, and sends the secret to the endpoint that they name', async () => {
  const { client, requests } = capturing({ issuer }, { body: metadata }, granted());
  await client.getToken();
  expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET https://auth.example.com/tenant/.well-known/openid-configuration',
    'POST https://tokens.example.com/oauth/token',
  ]);
  expect(requests[0]?.headers.has('authorization')).toBe(false);
});

it('keeps the query of the endpoint that they name (RFC 6749 §3.2)', async () => {
  const token_endpoint = `${metadata.token_endpoint}?p=policy`;
  const { client, requests } = capturing({ issuer }, { body: { ...metadata, token_endpoint } }, granted());
  await client.getToken();
  expect(requests[1]?.url).toBe(token_endpoint);
});

it('reads RFC 8414 metadata where there are none of OpenID', async () => {
  const { client, requests } = capturing({ issuer }, { status: 404, body: {} }, { body: metadata }, granted());
  await client.getToken();
  expect(requests[1]?.url).toBe('https://auth.example.com/.well-known/oauth-authorization-server/tenant');
});

it.each([
  ['of another issuer', { ...metadata, issuer: 'https://evil.example' }, 'ERR_TOKEN_RESPONSE'],
  ['without an endpoint', { issuer }, 'ERR_TOKEN_RESPONSE'],
  ['with an endpoint that is not https', { issuer, token_endpoint: 'http://tokens.example.com/' }, 'ERR_TOKEN_CONFIG'],
])('sends no secret after metadata %s', async (_what, body, code) => {
  const { client, requests } = capturing({ issuer }, { body }, granted());
  await expect(client.getToken()).rejects.toMatchObject({ code });
  expect(requests).toHaveLength(1);
});

it.each([429, 503])(
  'is retried after a passing %d, which says nothing about where the metadata are',
  async (status) => {
    const { client, requests } = capturing({ issuer }, { status, body: {} }, { body: metadata }, granted());
    await client.getToken();
    expect(requests.map(({ url }) => new URL(url).pathname)).toEqual([
      '/tenant/.well-known/openid-configuration',
      '/tenant/.well-known/openid-configuration',
      '/oauth/token',
    ]);
  },
);
