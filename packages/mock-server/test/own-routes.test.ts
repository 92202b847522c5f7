import { describe, expect, it } from 'vitest';
import { createMockServer, type MockRoute } from '../src/index.ts';
import { getToken } from './call.ts';

const routes: readonly MockRoute[] = [
  {
    path: '/v2/items/:id',
    answer: ({ params, query, appId = '' }) => ({ body: { id: params['id'] ?? '', q: String(query['q']), appId } }),
  },
  {
    method: 'POST',
    path: '/v2/items',
    answer: async ({ body }) => ({ status: 201, headers: { location: '/v2/items/7' }, body: { echo: body as string } }),
  },
  { path: '/ping', open: true, answer: { body: { pong: true } } },
];

describe('routes of your own', () => {
  it('want the token, see the call, and meet the faults of the API', async () => {
    await using server = await createMockServer({ routes });
    const [{ appId }] = server.apps;
    const { accessToken } = await getToken(server);
    const headers = { authorization: `Bearer ${accessToken}` };
    const call = (path: string, init: RequestInit = { headers }): Promise<Response> => fetch(server.url + path, init);
    expect((await call('/v2/items/7', {})).status).toBe(401);
    expect(await (await call('/v2/items/7?q=1')).json()).toEqual({ id: '7', q: '1', appId });
    const posted = await call('/v2/items', { method: 'POST', headers, body: 'as it is' });
    expect([posted.status, posted.headers.get('location'), await posted.json()]).toEqual([
      201,
      '/v2/items/7',
      { echo: 'as it is' },
    ]);
    expect(await (await call('/ping', {})).json()).toEqual({ pong: true });
    server.fault({ route: 'api', fault: { kind: 'status', status: 500 } });
    expect((await call('/ping', {})).status).toBe(500);
    expect(server.counters()).toMatchObject({ apiCalls: 5, apiRefused: 1, faultedApiCalls: 1 });
  });

  it.each<[unknown, string]>([
    ['/x', 'routes[0] must be an object with path and answer.'],
    [{ path: '/x' }, 'routes[0].answer must be { status, headers, body }, or a function that makes it.'],
    [{ path: '/x', answer: { status: 99 } }, 'routes[0].answer must be'],
    [{ path: '/x', answer: { json: {} } }, 'routes[0].answer must be'],
    [{ path: '/__mock/x', answer: {} }, 'routes[0].path must be a path such as /v2/items/:id, outside /__mock/.'],
    [{ path: '/x', method: 'get', answer: {} }, 'routes[0].method must be one of GET, POST, PUT, PATCH, DELETE.'],
    [{ path: '/x', answer: {}, public: true }, 'routes[0].public is not a field: use method, path, open and answer.'],
    [{ path: '/v1/conversations/:id', answer: {} }, 'routes[0]: GET /v1/conversations/:id is there already.'],
  ])('are refused at the start with what is wrong: %j', async (route, message) => {
    await expect(createMockServer({ routes: [route as MockRoute] })).rejects.toThrow(message);
  });
});

describe('cross-origin requests', () => {
  const origin = 'http://localhost:3000';
  const preflight = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  };

  it('are nobody’s unless asked for', async () => {
    await using server = await createMockServer();
    const response = await fetch(`${server.url}/v1/conversations/1`, { headers: { origin } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(['/__mock/counters', '/%5f_mock/counters', '/%5F%5fmock/counters'])(
    'let no page read a control route, however it is spelt: %s',
    async (path) => {
      await using server = await createMockServer({ cors: true });
      const headers = { origin: 'http://localhost:3000' };
      const asked = await fetch(server.url + path, { headers });
      expect(asked.headers.get('access-control-allow-origin')).toBe(null);
      const preflight = { ...headers, 'access-control-request-method': 'POST' };
      expect((await fetch(server.url + path, { method: 'OPTIONS', headers: preflight })).status).toBe(404);
    },
  );

  it.each([[[origin]], [true as const]])('are open to the origins asked for: %j', async (cors) => {
    await using server = await createMockServer({ cors });
    const path = `${server.url}/oauth2/token:generate`;
    const asked = await fetch(path, { method: 'OPTIONS', headers: preflight });
    expect([asked.status, Object.fromEntries(asked.headers)]).toMatchObject([
      204,
      {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type',
      },
    ]);
    server.fault({ route: 'token', fault: { kind: 'drip', chunkBytes: 999, intervalMs: 1 } });
    const [{ appId, appSecret }] = server.apps;
    const body = JSON.stringify({ type: 'application', appId, appSecret });
    const headers = { origin, 'content-type': 'application/json' };
    const dripped = await fetch(path, { method: 'POST', headers, body });
    expect([dripped.status, dripped.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    const other = await fetch(`${server.url}/v1/conversations/1`, { headers: { origin: 'https://evil.example' } });
    expect(other.headers.get('access-control-allow-origin')).toBe(cors === true ? 'https://evil.example' : null);
    const control = await fetch(`${server.url}/__mock/counters`, { headers: { origin } });
    expect(control.headers.get('access-control-allow-origin')).toBeNull();
  });
});
