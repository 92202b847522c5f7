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
