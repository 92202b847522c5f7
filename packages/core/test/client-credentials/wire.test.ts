import { describe, expect, it } from 'vitest';
import { clientSecretBasic, clientSecretPost, type ClientCredentialsOptions } from '../../src/index.ts';
import { capturing, granted, oauth, type CapturedRequest } from './captured.ts';

/** The one request that these options make. */
async function sent(options: Partial<ClientCredentialsOptions>): Promise<CapturedRequest> {
  const { client, requests } = capturing(oauth(options), granted());
  await client.getToken();
  const [request, ...more] = requests;
  if (request === undefined || more.length > 0) throw new Error(`${requests.length} requests`);
  return request;
}

function basicOf({ headers }: CapturedRequest): string {
  const [, encoded = ''] = headers.get('authorization')?.split('Basic ') ?? [];
  return new TextDecoder().decode(Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0)));
}

const post = clientSecretPost({ clientId: 'client', clientSecret: 'secret' });

describe('the access token request', () => {
  const wishes: Partial<ClientCredentialsOptions> = {
    scope: ['read', 'write'],
    audience: 'https://api.example.com',
    resource: ['urn:a', 'urn:b'],
    params: { organization: 'org 1', acr: ['one', 'two'] },
  };

  it('is a form of the grant and its parameters, nothing else', async () => {
    const request = await sent(wishes);
    expect([request.method, request.url]).toEqual(['POST', 'https://auth.example.com/token']);
    expect(request.headers.get('content-type')).toMatch(/^application\/x-www-form-urlencoded/);
    expect([...request.form]).toEqual([
      ['grant_type', 'client_credentials'],
      ['scope', 'read write'],
      ['audience', 'https://api.example.com'],
      ['resource', 'urn:a'],
      ['resource', 'urn:b'],
      ['acr', 'one'],
      ['acr', 'two'],
      ['organization', 'org 1'],
    ]);
  });

  it('is JSON of the same, for servers that want it', async () => {
    const request = await sent({ ...wishes, bodyFormat: 'json', auth: post });
    expect(request.headers.get('content-type')).toBe('application/json');
    expect(JSON.parse(request.body)).toEqual({
      grant_type: 'client_credentials',
      scope: 'read write',
      audience: 'https://api.example.com',
      resource: ['urn:a', 'urn:b'],
      acr: ['one', 'two'],
      organization: 'org 1',
      client_id: 'client',
      client_secret: 'secret',
    });
  });

  it('has its parameters in the query if wanted, and never a secret there', async () => {
    const request = await sent({ tokenUrl: 'https://auth.example.com/token?v=1', bodyFormat: 'query', auth: post });
    expect([request.method, request.url]).toEqual([
      'POST',
      'https://auth.example.com/token?v=1&grant_type=client_credentials',
    ]);
    expect([...request.form]).toEqual([
      ['client_id', 'client'],
      ['client_secret', 'secret'],
    ]);
  });

  it('asks for another grant, or for none', async () => {
    const params = { account_id: 'account' };
    expect([...(await sent({ grantType: 'account_credentials', params })).form]).toEqual([
      ['grant_type', 'account_credentials'],
      ['account_id', 'account'],
    ]);
    expect([...(await sent({ grantType: false, auth: post })).form].map(([name]) => name)).toEqual([
      'client_id',
      'client_secret',
    ]);
  });

  it('asks a function for its parameters before each exchange', async () => {
    let turn = 0;
    const issuer = oauth({ params: async () => ({ subject_token: `subject-${(turn += 1)}` }) });
    const { client, requests } = capturing(issuer, granted(), granted({ access_token: 'b' }));
    await client.invalidate(await client.getToken());
    await client.getToken();
    expect(new Set(requests.map(({ form }) => form.get('subject_token'))).size).toBe(2);
  });

  it('has further headers, in whatever case they are given', async () => {
    const { headers } = await sent({ headers: { 'X-Merchant-Id': 'merchant', Accept: 'application/vnd.api+json' } });
    expect(headers.get('x-merchant-id')).toBe('merchant');
    expect(headers.get('accept')).toBe('application/vnd.api+json');
  });

  it('keeps the query of the token endpoint (RFC 6749 §3.2)', async () => {
    const tokenUrl = 'https://auth.example.com/token?p=policy%201';
    expect(await sent({ tokenUrl })).toMatchObject({ method: 'POST', url: tokenUrl });
  });
});

describe('client authentication', () => {
  const awkward = { clientId: 'a:b c', clientSecret: 'ü%+/&=' };

  it('form-encodes both halves of Basic before it joins them (RFC 6749 §2.3.1)', async () => {
    const request = await sent({ auth: clientSecretBasic(awkward) });
    expect(basicOf(request)).toBe('a%3Ab+c:%C3%BC%25%2B%2F%26%3D');
    expect(request.form.has('client_secret')).toBe(false);
  });

  it('joins them as they are when the server reads Basic undecoded', async () => {
    const raw = clientSecretBasic({ clientId: 'client', clientSecret: 'Zm9v+bar/baz==ü' }, { encoding: 'raw' });
    expect(basicOf(await sent({ auth: raw }))).toBe('client:Zm9v+bar/baz==ü');
  });

  it('by the body carries the credentials there', async () => {
    const { headers, form } = await sent({ auth: post });
    expect(headers.has('authorization')).toBe(false);
    expect([form.get('client_id'), form.get('client_secret')]).toEqual(['client', 'secret']);
  });

  it.each([
    ['a function of the secret', { clientId: 'client', clientSecret: () => `secret-${Math.random()}` }],
    ['a function of the client', async () => ({ clientId: 'client', clientSecret: `secret-${Math.random()}` })],
  ])('reads %s anew for each exchange', async (_what, client) => {
    for (const auth of [clientSecretPost(client), clientSecretBasic(client)]) {
      const { client: tokens, requests } = capturing(oauth({ auth }), granted(), granted({ access_token: 'b' }));
      await tokens.invalidate(await tokens.getToken());
      await tokens.getToken();
      expect(new Set(requests.map(({ headers, form }) => `${headers.get('authorization')} ${form}`)).size).toBe(2);
    }
  });

  it('can be made by yourself', async () => {
    const auth: ClientCredentialsOptions['auth'] = {
      optionNames: 'the HMAC key',
      prepare: () => ({
        identity: ['hmac', 'client'],
        secret: undefined,
        prove: ({ tokenUrl }) => ({ headers: { 'x-signature': `of ${tokenUrl}` } }),
      }),
    };
    expect((await sent({ auth })).headers.get('x-signature')).toBe('of https://auth.example.com/token');
  });
});

describe('the answer', () => {
  it.each(['Bearer', 'bearer', 'BEARER'])('is accepted with token_type %s', async (token_type) => {
    const { client } = capturing(oauth(), granted({ token_type }));
    await expect(client.getToken()).resolves.toMatchObject({ accessToken: 'a-token' });
  });

  it.each([['MAC'], ['DPoP'], [undefined], [7]])(
    'is refused with token_type %s, naming the option',
    async (token_type) => {
      const { client } = capturing(oauth(), granted({ token_type }));
      await expect(client.getToken()).rejects.toMatchObject({
        code: 'ERR_TOKEN_RESPONSE',
        reason: 'token-type',
        message: expect.stringContaining('acceptTokenTypes'),
      });
    },
  );

  it.each([
    ['Application Access Token', 'application access token'],
    ['BearerToken', 'BearerToken'],
    ['', undefined],
  ])('is accepted with the token type %j if that is named', async (type, token_type) => {
    const { client } = capturing(oauth({ acceptTokenTypes: ['Bearer', type] }), granted({ token_type }));
    await expect(client.getToken()).resolves.toMatchObject({ accessToken: 'a-token' });
  });

  it.each([[undefined], [null]])('with expires_in %j is an error that names the option', async (expires_in) => {
    const { client } = capturing(oauth(), granted({ expires_in }));
    await expect(client.getToken()).rejects.toMatchObject({
      code: 'ERR_TOKEN_RESPONSE',
      reason: 'expires-in-missing',
      message: expect.stringContaining('assumeExpiresInMs'),
    });
  });

  it.each([
    [undefined, 120_000],
    [null, 120_000],
    [0, 120_000],
    ['0', 120_000],
    [3600, 3_600_000],
    ['3599', 3_599_000],
  ])('with expires_in %j and assumeExpiresInMs lives that long', async (expires_in, expiresInMs) => {
    const { exchange } = await oauth({ assumeExpiresInMs: 120_000 }).prepare();
    const { body } = granted({ expires_in });
    expect(await exchange(async () => ({ body, headers: new Headers() }))).toMatchObject({ expiresInMs });
  });

  const said = 'canary-description';
  it.each([
    [400, 'invalid_client', 'ERR_TOKEN_CREDENTIALS', 'invalid_client'],
    [401, 'invalid_client', 'ERR_TOKEN_CREDENTIALS', 'invalid_client'],
    [200, 'invalid_client', 'ERR_TOKEN_CREDENTIALS', 'invalid_client'],
    [200, 'invalid_scope', 'ERR_TOKEN_REQUEST', 'invalid_scope'],
    [200, 'access_denied', 'ERR_TOKEN_FORBIDDEN', 'access_denied'],
    [200, 'temporarily_unavailable', 'ERR_TOKEN_SERVER', 'temporarily_unavailable'],
    [200, 'slow_down', 'ERR_TOKEN_RATE_LIMITED', 'slow_down'],
    [400, 'invalid_scope', 'ERR_TOKEN_REQUEST', 'invalid_scope'],
    [400, 'unauthorized_client', 'ERR_TOKEN_REQUEST', 'unauthorized_client'],
    [400, 'invalid_target', 'ERR_TOKEN_REQUEST', 'invalid_target'],
    [403, 'access_denied', 'ERR_TOKEN_FORBIDDEN', 'access_denied'],
    [400, said, 'ERR_TOKEN_REQUEST', undefined],
    [404, { nested: said }, 'ERR_TOKEN_NOT_FOUND', undefined],
  ])('of status %i and error %s becomes %s', async (status, error, code, reason) => {
    const { client } = capturing(oauth(), { status, body: { error, error_description: said, error_uri: said } });
    const thrown: unknown = await client
      .getToken({ signal: AbortSignal.timeout(15_000) })
      .catch((caught: unknown) => caught);
    expect(thrown).toMatchObject({ code, status, ...(reason && { reason }) });
    expect(`${String(thrown)}${JSON.stringify(thrown)}`).not.toContain(said);
  });

  it('that is an error and no JSON goes by its status', async () => {
    const { client } = capturing(oauth(), { status: 401, body: 'nobody' });
    await expect(client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS' });
  });

  it.each([
    ['a space behind it', 'clientSecret begins or ends with a space', { clientSecret: 'secret ' }],
    ['quotes around it', 'clientSecret is in quotes', { clientSecret: '"secret"' }],
    ['characters that Basic encodes', "set encoding: 'raw'", { clientSecret: 'Zm9v+bar/baz==' }],
  ])('that refuses a secret with %s says what looks wrong, and not the secret', async (_what, hint, change) => {
    const auth = clientSecretBasic({ clientId: 'client', ...change });
    const { client } = capturing(oauth({ auth }), { status: 401, body: { error: 'invalid_client' } });
    const thrown: unknown = await client.getToken().catch((caught: unknown) => caught);
    expect(String(thrown)).toContain('check clientId and clientSecret; ');
    expect(String(thrown)).toContain(hint);
    expect(String(thrown)).not.toContain(change.clientSecret);
  });

  it('that refuses an ordinary secret says no more than that', async () => {
    const { client } = capturing(oauth(), { status: 401, body: { error: 'invalid_client' } });
    await expect(client.getToken()).rejects.toMatchObject({
      message: expect.stringMatching(/: check clientId and clientSecret\.$/),
    });
  });
});
