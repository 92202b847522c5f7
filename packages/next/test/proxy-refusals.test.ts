import { describe, expect, it } from 'vitest';
import { createTokenProxy } from '../src/index.ts';
import { appFor, everything, startApi } from './proxy-app.ts';
import { testClient } from './test-client.ts';

describe('a call that is not proxied', () => {
  const toAnn = new Request('https://app.test/api/symbl/v1/conversations/ann?x=1', {
    headers: { 'sec-fetch-site': 'same-origin' },
  });

  it.each([
    ['another path', ['v1', 'conversations', 'bob']],
    ['another path in one piece', ['v1/conversations/bob']],
    ['a path that is longer than the URL', ['a', 'api', 'symbl', 'v1', 'conversations', 'ann']],
  ])("is one for which Next's parameters say %s than its URL: 404, and the API hears nothing", async (_, path) => {
    const server = await startApi();
    const client = testClient('canary-token', { apiOrigins: [server.url] });
    const heard: unknown[] = [];
    const onError = (error: unknown): number => heard.push(error);
    const { GET } = createTokenProxy({
      client,
      authorize: () => true,
      allow: everything,
      upstream: server.url,
      onError,
    });
    expect((await GET(toAnn, { params: Promise.resolve({ path }) })).status).toBe(404);
    expect(heard).toEqual([expect.objectContaining({ name: 'RouteRefusal', status: 404 })]);
    expect(server.requests).toEqual([]);
  });

  it('is one whose URL does not lead below the folder that the author named', async () => {
    const server = await startApi();
    const client = testClient('canary-token', { apiOrigins: [server.url] });
    const ask = async (route: string | string[], path: string[]): Promise<number> => {
      const { GET } = createTokenProxy({
        client,
        authorize: () => true,
        allow: everything,
        upstream: server.url,
        route,
        onError() {},
      });
      return (await GET(toAnn, { params: Promise.resolve({ path }) })).status;
    };
    expect(await ask('/api/symbl', ['conversations', 'ann'])).toBe(404);
    expect(await ask(['/api/other', '/other'], ['v1', 'conversations', 'ann'])).toBe(404);
    expect(server.requests).toEqual([]);
    expect(await ask(['/other', '/[area]/symbl'], ['v1', 'conversations', 'ann'])).toBe(200);
    expect(server.requests).toMatchObject([{ url: '/v1/conversations/ann?x=1' }]);
  });

  it('is one from another site: 403, and authorize is not asked', async () => {
    const server = await startApi();
    const call = appFor(server, { authorize: () => expect.unreachable() });
    for (const site of ['cross-site', 'same-site', 'none']) {
      const response = await call('v1/x', { method: 'POST', headers: { 'sec-fetch-site': site } });
      expect([response.status, await response.json()]).toEqual([403, { message: 'Forbidden.' }]);
    }
    expect((await call('v1/x', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect(server.requests).toEqual([]);
  });

  it('is one that authorize refuses: 403 before anything of it is looked at', async () => {
    const server = await startApi();
    const call = appFor(server, { authorize: () => false });
    expect((await call('v1/x')).status).toBe(403);
    expect((await call('v1/../x')).status).toBe(403);
    expect(server.requests).toEqual([]);
  });

  it('is one that is not on the list: 404', async () => {
    const server = await startApi();
    const call = appFor(server, { allow: ['GET /v1/conversations/*'] });
    expect((await call('v1/conversations/1', { method: 'DELETE' })).status).toBe(404);
    expect((await call('v1/conversations')).status).toBe(404);
    expect((await appFor(server, { allow: [] })('v1')).status).toBe(404);
    expect(server.requests).toEqual([]);
  });

  it('is one by a method that no route file exports: 405 with Allow', async () => {
    const server = await startApi();
    const response = await appFor(server)('v1/x', { method: 'OPTIONS' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST, PUT, PATCH, DELETE, HEAD']);
  });

  it('is one with a body over 1 MiB: 413', async () => {
    const server = await startApi();
    const headers = { 'content-type': 'application/octet-stream' };
    const call = appFor(server);
    const body = new Uint8Array(1024 * 1024);
    expect((await call('v1/x', { method: 'PUT', headers, body })).status).toBe(200);
    expect((await call('v1/x', { method: 'PUT', headers, body: new Uint8Array(body.length + 1) })).status).toBe(413);
    expect(server.requests).toHaveLength(1);
  });

  it.each(['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'])(
    'is one with a body of %s, as any form can send: 415',
    async (type) => {
      const server = await startApi();
      const response = await appFor(server)('v1/x', { method: 'POST', body: 'x', headers: { 'content-type': type } });
      expect(response.status).toBe(415);
      expect(server.requests).toEqual([]);
    },
  );

  it('because the client may not send its token there is a 500, and the token does not go', async () => {
    const server = await startApi();
    const heard: unknown[] = [];
    const client = testClient('canary-token');
    const response = await appFor(server, { client, onError: (error) => heard.push(error) })('v1/x');
    expect([response.status, await response.json()]).toEqual([500, { message: 'The API is not set up.' }]);
    expect(heard).toEqual([expect.objectContaining({ code: 'ERR_TOKEN_CONFIG' })]);
    expect(server.requests).toEqual([]);
  });
});
