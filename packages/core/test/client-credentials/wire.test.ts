import { describe, expect, it } from 'vitest';
import { capturing, granted } from './captured.ts';

describe('the access token request', () => {
  it('is a form of the grant and its parameters, nothing else', async () => {
    const { client, requests } = capturing(
      {
        scope: ['read', 'write'],
        audience: 'https://api.example.com',
        resource: ['urn:a', 'urn:b'],
        extraParams: { organization: 'org 1' },
      },
      granted(),
    );
    await client.getToken();
    expect(requests).toHaveLength(1);
    expect(requests[0]?.method).toBe('POST');
    expect(requests[0]?.url).toBe('https://auth.example.com/token');
    expect(requests[0]?.headers.get('content-type')).toMatch(/^application\/x-www-form-urlencoded/);
    expect([...(requests[0]?.form ?? [])]).toEqual([
      ['grant_type', 'client_credentials'],
      ['scope', 'read write'],
      ['audience', 'https://api.example.com'],
      ['resource', 'urn:a'],
      ['resource', 'urn:b'],
      ['organization', 'org 1'],
    ]);
  });

  it('keeps the query of the token endpoint (RFC 6749 §3.2)', async () => {
    const tokenUrl = 'https://auth.example.com/token?p=policy%201';
    const { client, requests } = capturing({ tokenUrl }, granted());
    await client.getToken();
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([`POST ${tokenUrl}`]);
  });

  it('form-encodes both halves of Basic before it joins them (RFC 6749 §2.3.1)', async () => {
    const { client, requests } = capturing({ clientId: 'a:b c', clientSecret: 'ü%+/&=' }, granted());
    await client.getToken();
    const [, encoded = ''] = requests[0]?.headers.get('authorization')?.split('Basic ') ?? [];
    expect(atob(encoded)).toBe('a%3Ab+c:%C3%BC%25%2B%2F%26%3D');
    expect(requests[0]?.form.has('client_secret')).toBe(false);
  });

  it('carries the credentials in the body for client_secret_post', async () => {
    const { client, requests } = capturing({ authMethod: 'client_secret_post' }, granted());
    await client.getToken();
    expect(requests[0]?.headers.has('authorization')).toBe(false);
    expect(requests[0]?.form.get('client_id')).toBe('client');
    expect(requests[0]?.form.get('client_secret')).toBe('secret');
  });

  it('reads the credentials anew for each exchange', async () => {
    let turn = 0;
    const credentials = async (): Promise<{ clientId: string; clientSecret: string }> => {
      turn += 1;
      return { clientId: 'client', clientSecret: `secret-${turn}` };
    };
    const { client, requests } = capturing(
      { credentials, authMethod: 'client_secret_post' },
      granted(),
      granted({ access_token: 'b' }),
    );
    await client.invalidate(await client.getToken());
    await client.getToken();
    const secrets = requests.map(({ form }) => form.get('client_secret'));
    expect(new Set(secrets).size).toBe(2);
  });
});

describe('the answer', () => {
  it.each(['Bearer', 'bearer', 'BEARER'])('is accepted with token_type %s', async (token_type) => {
    const { client } = capturing({}, granted({ token_type }));
    await expect(client.getToken()).resolves.toMatchObject({ accessToken: 'a-token', lifetimeMs: 3_600_000 });
  });

  it.each([['MAC'], ['DPoP'], [undefined], [7]])('is refused with token_type %s', async (token_type) => {
    const { client } = capturing({}, granted({ token_type }));
    await expect(client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_RESPONSE', reason: 'token-type' });
  });

  it('without expires_in is an error, not a token for ever', async () => {
    const { client } = capturing({}, granted({ expires_in: undefined }));
    await expect(client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_RESPONSE', reason: 'expires-in-invalid' });
  });

  it('without expires_in lives as long as assumeExpiresInMs says; one that tells is believed', async () => {
    const silent = capturing({ assumeExpiresInMs: 120_000 }, granted({ expires_in: undefined }));
    await expect(silent.client.getToken()).resolves.toMatchObject({ lifetimeMs: 120_000 });
    const telling = capturing({ assumeExpiresInMs: 120_000 }, granted());
    await expect(telling.client.getToken()).resolves.toMatchObject({ lifetimeMs: 3_600_000 });
  });

  const said = 'canary-description';
  it.each([
    [400, 'invalid_client', 'ERR_TOKEN_CREDENTIALS', 'invalid_client'],
    [401, 'invalid_client', 'ERR_TOKEN_CREDENTIALS', 'invalid_client'],
    [400, 'invalid_scope', 'ERR_TOKEN_REQUEST', 'invalid_scope'],
    [400, 'unauthorized_client', 'ERR_TOKEN_REQUEST', 'unauthorized_client'],
    [400, 'invalid_target', 'ERR_TOKEN_REQUEST', 'invalid_target'],
    [403, 'access_denied', 'ERR_TOKEN_FORBIDDEN', 'access_denied'],
    [400, said, 'ERR_TOKEN_REQUEST', undefined],
    [404, { nested: said }, 'ERR_TOKEN_NOT_FOUND', undefined],
  ])('of status %i and error %s becomes %s', async (status, error, code, reason) => {
    const { client } = capturing({}, { status, body: { error, error_description: said, error_uri: said } });
    const thrown: unknown = await client.getToken().catch((caught: unknown) => caught);
    expect(thrown).toMatchObject({ code, reason, status });
    expect(`${String(thrown)}${JSON.stringify(thrown)}`).not.toContain(said);
  });

  it('that is an error and no JSON goes by its status', async () => {
    const { client } = capturing({}, { status: 401, body: 'nobody' });
    await expect(client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS', reason: undefined });
  });
});
