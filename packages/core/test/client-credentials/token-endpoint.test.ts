import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { symbl, tokenEndpoint } from '../../src/index.ts';
import { FakeClock } from '../../src/testing/index.ts';
import { capturing } from './captured.ts';

const credentials = { clientId: 'client', clientSecret: 'canary-secret' };
const good = {
  url: 'https://auth.example.com/v1/login?region=eu',
  credentials,
  request: ({ clientId, clientSecret }: typeof credentials) => ({ json: { login: { clientId, clientSecret } } }),
  response: { accessToken: 'token.accessToken', life: { seconds: 'token.expiresIn' } },
  apiOrigins: ['https://api.example.com'],
};
const granted = { body: { token: { accessToken: 'a-token', expiresIn: 3600 } } };

describe('what is sent', () => {
  it('is JSON of any nesting', async () => {
    const { client, requests } = capturing(tokenEndpoint(good), granted);
    await expect(client.getToken()).resolves.toMatchObject({ accessToken: 'a-token' });
    expect(requests).toMatchObject([{ method: 'POST', url: good.url }]);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ login: credentials });
  });

  it('is a form, a query, headers, or several of them', async () => {
    const issuer = tokenEndpoint({
      ...good,
      request: ({ clientId, clientSecret }) => ({
        form: { scope: ['a', 'b'], clientId },
        query: { tenant: 't 1' },
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Api-Key': clientSecret },
      }),
    });
    const { client, requests } = capturing(issuer, granted);
    await client.getToken();
    expect(requests).toMatchObject([{ url: `${good.url}&tenant=t+1`, body: 'scope=a&scope=b&clientId=client' }]);
    expect(requests[0]?.headers.get('x-api-key')).toBe('canary-secret');
    expect(requests[0]?.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
  });

  it('is a GET if wanted', async () => {
    const request = ({ clientId }: typeof credentials) => ({ query: { clientId } });
    const { client, requests } = capturing(tokenEndpoint({ ...good, method: 'GET', request }), granted);
    await client.getToken();
    expect(requests[0]).toMatchObject({ method: 'GET', url: `${good.url}&clientId=client`, body: '' });
  });

  it('can be dated, numbered and signed at each exchange, and shares its tokens all the same', async () => {
    const clock = new FakeClock(5_000_000);
    const issuer = tokenEndpoint({
      ...good,
      clock,
      request: async ({ clientId, clientSecret }, { now, nonce }) => {
        const signature = createHmac('sha256', clientSecret).update(`${clientId}${now}${nonce}`).digest('hex');
        return { headers: { 'x-client': clientId, 'x-time': String(now), 'x-nonce': nonce, 'x-signature': signature } };
      },
    });
    const { client, requests } = capturing(issuer, granted, { body: { token: { accessToken: 'b', expiresIn: 60 } } });
    const before = await issuer.prepare();
    await client.invalidate(await client.getToken());
    await client.getToken();
    const [first, second] = requests.map(({ headers }) => headers);
    expect(first?.get('x-time')).toBe('5000000');
    expect(first?.get('x-nonce')).toMatch(/^[\da-f-]{36}$/);
    expect(second?.get('x-nonce')).not.toBe(first?.get('x-nonce'));
    const after = await issuer.prepare();
    expect(after.identity).toEqual(before.identity);
    expect(before.secret && after.secret?.equals(before.secret)).toBe(true);
  });

  it('must not change by itself, since no cache could know its tokens', async () => {
    let turn = 0;
    const issuer = tokenEndpoint({
      ...good,
      request: ({ clientId }) => ({ form: { clientId, at: String((turn += 1)) } }),
    });
    await issuer.prepare();
    await expect(Promise.resolve(issuer.prepare())).rejects.toMatchObject({
      code: 'ERR_TOKEN_CONFIG',
      message: expect.stringMatching(/^request\(\) .*second parameter\.$/),
    });
  });

  it('is made of what a function gives at that moment', async () => {
    let turn = 0;
    const issuer = tokenEndpoint({
      ...good,
      credentials: async () => ({ clientId: 'client', clientSecret: `secret-${(turn += 1)}` }),
    });
    const { client, requests } = capturing(issuer, granted, { body: { token: { accessToken: 'b', expiresIn: 60 } } });
    await client.invalidate(await client.getToken());
    await client.getToken();
    expect(new Set(requests.map(({ body }) => body)).size).toBe(2);
  });
});

it('says as well what symbl() says: both send the same, and read the same', async () => {
  const pair = { appId: 'app', appSecret: 'secret' };
  const byHand = tokenEndpoint({
    url: 'https://api.symbl.ai/oauth2/token:generate',
    credentials: pair,
    request: ({ appId, appSecret }) => ({ json: { type: 'application', appId, appSecret } }),
    response: { accessToken: 'accessToken', life: { seconds: 'expiresIn' } },
  });
  const both = [byHand, symbl({ ...pair, baseUrl: 'https://api.symbl.ai' })].map((issuer) => {
    const { client, requests } = capturing(issuer, { body: { accessToken: 'a-token', expiresIn: '86400' } });
    return { client, requests, apiOrigins: issuer.apiOrigins };
  });
  const seen = await Promise.all(
    both.map(async ({ client, requests, apiOrigins }) => {
      const { accessToken, lifetimeMs } = await client.getToken();
      const sent = requests.map(({ method, url, headers, body }) => [method, url, [...headers], body]);
      return { accessToken, lifetimeMs, apiOrigins, sent };
    }),
  );
  expect(seen[0]).toEqual(seen[1]);
});

describe('what is read', () => {
  it('stands in a header, and its end in the body as an instant', async () => {
    const issuer = tokenEndpoint({
      ...good,
      response: { accessToken: { header: 'X-Subject-Token' }, life: { instant: 'token.expires_at' } },
    });
    const { exchange } = await issuer.prepare();
    const grant = await exchange(async () => ({
      body: { token: { expires_at: '2026-11-26T13:00:00.000000Z' } },
      headers: new Headers({ 'x-subject-token': 'a-token', date: 'Thu, 26 Nov 2026 12:00:00 GMT' }),
    }));
    expect(grant).toEqual({ accessToken: 'a-token', expiresInMs: 3_600_000 });
  });

  it('is whatever a function finds', async () => {
    const response = ({ body }: { readonly body: unknown }) => {
      const { tokens }: { tokens?: readonly string[] } = Object(body);
      return { accessToken: tokens?.at(-1) ?? '', expiresInMs: 60_000 };
    };
    const { client } = capturing(tokenEndpoint({ ...good, response }), { body: { tokens: ['a', 'b'] } });
    await expect(client.getToken()).resolves.toMatchObject({ accessToken: 'b' });
  });

  it('names the option for a life that the answer does not tell', async () => {
    const { client } = capturing(tokenEndpoint(good), { body: { token: { accessToken: 'a-token' } } });
    await expect(client.getToken()).rejects.toMatchObject({
      reason: 'expires-in-missing',
      message: expect.stringContaining('response.assumeExpiresInMs'),
    });
  });

  it('is presented to the API as it wants it', () => {
    const issuer = tokenEndpoint({ ...good, present: (token) => ({ 'X-Auth-Token': token }) });
    expect(issuer.present?.('a-token', { method: 'GET', url: 'https://api.example.com/' })).toEqual({
      'X-Auth-Token': 'a-token',
    });
  });

  it('is for the origin of the endpoint if none is named', () => {
    expect(tokenEndpoint({ ...good, apiOrigins: undefined }).apiOrigins).toEqual(['https://auth.example.com']);
    const insecure = { ...good, apiOrigins: undefined, url: 'http://auth.internal/', allowInsecure: true };
    expect(tokenEndpoint(insecure).apiOrigins).toEqual(['http://auth.internal']);
  });
});

it.each<[string, object]>([
  ['url', { url: 'auth.example.com' }],
  ['url', { url: 'http://auth.example.com/' }],
  ['method', { method: 'PUT' }],
  ['credentials', { credentials: undefined }],
  ['clientSecret', { credentials: { clientId: 'client', clientSecret: ' ' } }],
  ['clientSecret', { credentials: { clientId: 'client', clientSecret: 'canary\n' } }],
  ['clientId', { credentials: { clientId: 7, clientSecret: 'canary' } }],
  ['request', { request: { json: {} } }],
  ['request() does not know the option "hedaers"', { request: () => ({ form: {}, hedaers: {} }) }],
  ['json and form', { request: () => ({ form: {}, json: {} }) }],
  ['GET', { method: 'GET' }],
  ['form', { request: () => ({ form: { a: 7 } }) }],
  ['query', { request: () => ({ query: 'canary' }) }],
  ['form', { request: () => ({ form: new URLSearchParams({ a: 'canary' }) }) }],
  ['credentials', { credentials: new Map([['clientId', 'canary']]) }],
  ['headers', { request: () => ({ headers: { a: 'canary\n' } }) }],
  ['json', { request: () => ({ json: { a: 7n } }) }],
  ['response', { response: undefined }],
  ['response is a bound function', { response: granted.valueOf.bind(granted) }],
  ['response.accessToken', { response: { life: { seconds: 'a' } } }],
  ['response.life', { response: { accessToken: 'a', life: {} } }],
  ['apiOrigins', { apiOrigins: 'https://api.example.com' }],
  ['apiOrigins', { apiOrigins: ['http://api.internal'], allowInsecure: true }],
  ['present', { present: {} }],
  ['optionNames', { optionNames: 42 }],
  ['allowInsecure', { allowInsecure: 'canary' }],
  ['clock', { clock: {} }],
  ['apiBaseUrl', { apiBaseUrl: 'https://other.example.com' }],
  ['requset', { requset: () => ({}) }],
])('is refused at once, naming %s and a remedy, never a value: %o', (named, change) => {
  const make = (): unknown => Reflect.apply(tokenEndpoint, undefined, [{ ...good, ...change }]);
  expect(make).toThrow(expect.objectContaining({ code: 'ERR_TOKEN_CONFIG', message: expect.stringContaining(named) }));
  expect(make).toThrow(/: .+\.$/);
  expect(make).not.toThrow(/canary/);
});
