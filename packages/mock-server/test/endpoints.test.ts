import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createMockServer, type EndpointShape, type MockServer } from '../src/index.ts';

const apps = [{ appId: 'an-id', appSecret: 'Zm9v+bar/baz==' }];
const at = 1_700_000_000_000;
const toast = JSON.parse(readFileSync(new URL('../examples/toast.json', import.meta.url), 'utf8')) as EndpointShape;

function start(...endpoints: EndpointShape[]): Promise<MockServer> {
  return createMockServer({ apps, endpoints, tokenLifetimeMs: 3_600_000, now: () => at });
}

function post(server: MockServer, path: string, json: unknown, headers: object = {}): Promise<Response> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
  return fetch(server.url + path, { ...init, body: JSON.stringify(json) });
}

function postForm(server: MockServer, path: string, form: object, headers: object = {}): Promise<Response> {
  const body = new URLSearchParams(form as Record<string, string>);
  return fetch(server.url + path, { method: 'POST', body, headers: { ...headers } });
}

function basic(id: string, secret: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}

async function callWith(server: MockServer, headers: Record<string, string>): Promise<number> {
  return (await fetch(`${server.url}/v1/conversations/1`, { headers })).status;
}

describe('an endpoint of a shape given to the server', () => {
  it('asks and answers nested JSON, as Toast does, and is counted and sticky as the others are', async () => {
    await using server = await start(toast);
    const right = { clientId: 'an-id', clientSecret: 'Zm9v+bar/baz==', userAccessType: 'TOAST_MACHINE_CLIENT' };
    const first = (await (await post(server, toast.path, right)).json()) as { token: { accessToken: string } };
    expect(first).toEqual({
      token: { tokenType: 'Bearer', expiresIn: 3600, accessToken: expect.any(String) },
      status: 'SUCCESS',
    });
    expect(await (await post(server, toast.path, { ...right, more: 1 })).json()).toEqual(first);
    expect(await callWith(server, { authorization: `Bearer ${first.token.accessToken}` })).toBe(200);
    const refusals = [
      [{ ...right, clientSecret: 'wrong' }, 401, { message: 'The credentials are not valid.' }],
      [{ ...right, userAccessType: 'HUMAN' }, 400, { field: 'userAccessType' }],
      [{ userAccessType: 'TOAST_MACHINE_CLIENT', clientId: 'an-id' }, 400, { message: 'clientSecret is missing.' }],
    ] as const;
    for (const [body, status, answer] of refusals) {
      const response = await post(server, toast.path, body);
      expect([response.status, await response.json()]).toMatchObject([status, answer]);
    }
    expect((await fetch(server.url + toast.path)).status).toBe(405);
    expect((await postForm(server, toast.path, right)).status).toBe(415);
    expect(server.counters()).toMatchObject({ exchanges: 6, minted: 1, reused: 1 });
    expect(server.exchanges()[0]).toMatchObject({ route: toast.path, appId: 'an-id', reused: false });
    server.fault({ route: 'token', fault: { kind: 'status', status: 503 } });
    expect((await post(server, toast.path, right)).status).toBe(503);
  });

  it('puts the token in a header and its end in the body as an instant, as Keystone does, and wants it in X-Auth-Token', async () => {
    await using server = await start({
      path: '/v3/auth/tokens',
      request: {
        json: {
          auth: {
            identity: {
              methods: ['application_credential'],
              application_credential: { id: '$appId', secret: '$appSecret' },
            },
          },
        },
      },
      response: {
        status: 201,
        headers: { 'X-Subject-Token': '$accessToken' },
        json: { token: { expires_at: '$expiresAt', issued: ['$issuedAtS', '$expiresAtS', '$expiresInMs'] } },
      },
      present: { header: 'X-Auth-Token' },
    });
    const application_credential = { id: 'an-id', secret: 'Zm9v+bar/baz==' };
    const identity = { methods: ['application_credential'], application_credential };
    const response = await post(server, '/v3/auth/tokens', { auth: { identity } });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      token: { expires_at: '2023-11-14T23:13:20.000Z', issued: [1_700_000_000, 1_700_003_600, 3_600_000] },
    });
    const token = response.headers.get('x-subject-token') ?? '';
    expect(await callWith(server, { 'x-auth-token': token })).toBe(200);
    const misplaced = { authorization: `Bearer ${token}` };
    expect(await callWith(server, misplaced)).toBe(401);
    expect(
      (await fetch(`${server.url}/v1/conversations/1`, { headers: misplaced })).headers.get('www-authenticate'),
    ).toContain('belongs in X-Auth-Token');
    const wrong = { auth: { identity: { ...identity, methods: ['password'] } } };
    expect(await (await post(server, '/v3/auth/tokens', wrong)).json()).toMatchObject({
      field: 'auth.identity.methods.0',
    });
  });

  it('takes forms, with numbers as digits in a string, and answers an origin and an instant, as Salesforce does', async () => {
    await using server = await start({
      path: '/services/oauth2/token',
      request: { form: { grant_type: 'client_credentials', client_id: '$appId', client_secret: '$appSecret' } },
      response: {
        json: {
          access_token: '$accessToken',
          instance_url: '$origin',
          issued_at: '$issuedAtMsText',
          left: '$expiresIn s',
        },
      },
      refusal: { status: 200, json: { error: 'invalid_client' } },
    });
    const form = { grant_type: 'client_credentials', client_id: 'an-id', client_secret: 'Zm9v+bar/baz==' };
    expect(await (await postForm(server, '/services/oauth2/token', form)).json()).toEqual({
      access_token: expect.any(String),
      instance_url: server.url,
      issued_at: '1700000000000',
      left: '3600 s',
    });
    const refused = await postForm(server, '/services/oauth2/token', { ...form, client_secret: 'x' });
    expect([refused.status, await refused.json()]).toEqual([200, { error: 'invalid_client' }]);
  });

  it('takes HTTP Basic, encoded or raw, with another grant type', async () => {
    const zoom = (path: string, encoding: 'form' | 'raw'): EndpointShape => ({
      path,
      request: { basic: encoding, form: { grant_type: 'account_credentials', account_id: '$any' } },
      response: { json: { access_token: '$accessToken' } },
    });
    await using server = await start(zoom('/form', 'form'), zoom('/raw', 'raw'));
    const form = { grant_type: 'account_credentials', account_id: 'one' };
    const raw = basic('an-id', 'Zm9v+bar/baz==');
    const encoded = basic('an-id', encodeURIComponent('Zm9v+bar/baz=='));
    const tokenOf = async (path: string, headers: object, account = 'one'): Promise<unknown> => {
      const response = await postForm(server, path, { ...form, account_id: account }, headers);
      return response.status === 200
        ? ((await response.json()) as { access_token: string }).access_token
        : response.status;
    };
    expect(await tokenOf('/form', encoded)).toEqual(expect.any(String));
    expect(await tokenOf('/form', raw)).toBe(401);
    expect(await tokenOf('/raw', raw)).toEqual(expect.any(String));
    expect(await tokenOf('/raw', encoded)).toBe(401);
    expect(await tokenOf('/raw', {})).toBe(401);
    // What stands at $any decides which token it is.
    expect(await tokenOf('/raw', raw, 'two')).not.toBe(await tokenOf('/raw', raw));
    expect(await tokenOf('/raw', raw, 'two')).toBe(await tokenOf('/raw', raw, 'two'));
  });

  it('takes a GET with a query, and a key in a header that names nobody', async () => {
    await using server = await start(
      {
        method: 'GET',
        path: '/login',
        request: { query: { user: '$appId', key: '$appSecret' } },
        response: { json: { token: '$accessToken' } },
      },
      {
        path: '/session',
        request: { headers: { 'X-Api-Key': 'key $appSecret' } },
        response: { json: { token: '$accessToken' } },
      },
    );
    const query = new URLSearchParams({ user: 'an-id', key: 'Zm9v+bar/baz==' }).toString();
    expect((await fetch(`${server.url}/login?${query}`)).status).toBe(200);
    expect((await fetch(`${server.url}/login?user=an-id`)).status).toBe(400);
    expect((await fetch(`${server.url}/login?${query}`, { method: 'POST' })).status).toBe(405);
    const key = { 'x-api-key': 'key Zm9v+bar/baz==' };
    expect((await fetch(`${server.url}/session`, { method: 'POST', headers: key })).status).toBe(200);
    expect((await fetch(`${server.url}/session`, { method: 'POST', headers: key, body: 'anything' })).status).toBe(200);
    expect((await fetch(`${server.url}/session`, { method: 'POST', headers: { 'x-api-key': 'key no' } })).status).toBe(
      401,
    );
    expect((await fetch(`${server.url}/session`, { method: 'POST' })).status).toBe(400);
    expect(server.counters().apps['an-id']).toMatchObject({ minted: 2, reused: 1 });
  });

  const shape: EndpointShape = {
    path: '/t',
    request: { json: { key: '$appSecret' } },
    response: { json: { token: '$accessToken' } },
  };

  it.each<[unknown, string]>([
    ['shape.json', 'endpoints[0] must be object.'],
    [{ ...shape, path: 't' }, 'endpoints[0].path must match pattern'],
    [{ ...shape, path: '/__mock/x' }, 'endpoints[0].path must match pattern'],
    [{ ...shape, methods: 'GET' }, 'endpoints[0].methods is not a field.'],
    [{ ...shape, method: 'PUT' }, 'endpoints[0].method must be equal to one of the allowed values: GET, POST.'],
    [{ ...shape, method: 'GET' }, 'endpoints[0].request: a GET has no json or form.'],
    [{ ...shape, request: { json: {}, form: {} } }, 'endpoints[0].request: give json or form, not both.'],
    [{ ...shape, request: { json: {} } }, 'endpoints[0].request: say where $appSecret stands, or give basic.'],
    [{ ...shape, request: { json: { a: '$appSecret', b: '$appSecret' } } }, '$appSecret stands in one place.'],
    [{ ...shape, request: { json: { a: '$secret' } } }, '$secret is not known; use $appId, $appSecret, $any, or $$.'],
    [{ ...shape, response: { json: { a: '$expiresin' } } }, 'endpoints[0].response: $expiresin is not known; use'],
    [{ ...shape, response: { json: {} } }, 'endpoints[0].response: say where $accessToken stands.'],
  ])('is refused at the start with what is wrong: %j', async (endpoint, message) => {
    await expect(createMockServer({ endpoints: [endpoint as EndpointShape] })).rejects.toThrow(message);
  });
});
