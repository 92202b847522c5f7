import { describe, expect, it } from 'vitest';
import { createTokenClient } from '@tokenkeep/core';
import { appFor, startApi } from './proxy-app.ts';
import { testClient, testIssuer } from './test-client.ts';

describe('a proxied call', () => {
  it('reaches the API with the token, the method, the path and the query', async () => {
    const server = await startApi((_request, reply) =>
      reply.setHeader('content-type', 'application/json').end('{"id":1}'),
    );
    const response = await appFor(server)('v1/conversations/a:b?limit=2&limit=%2e%2e%2f&_rsc=1');
    expect([response.status, await response.json()]).toEqual([200, { id: 1 }]);
    expect(server.requests).toMatchObject([
      {
        method: 'GET',
        url: '/v1/conversations/a%3Ab?limit=2&limit=%2e%2e%2f&_rsc=1',
        headers: { authorization: 'Bearer canary-token' },
      },
    ]);
  });

  it("goes to the client's one API, below the path of its base URL, if no upstream is named", async () => {
    const server = await startApi();
    const client = createTokenClient({
      issuer: { ...testIssuer('canary-token'), apiOrigins: [server.url], apiBaseUrl: `${server.url}/prefix` },
    });
    await appFor(server, { client, upstream: undefined })('v1/x?q=1');
    expect(server.requests).toMatchObject([{ url: '/prefix/v1/x?q=1' }]);
  });

  it('goes nowhere if the client has several APIs and no upstream is named', async () => {
    const server = await startApi();
    const heard: unknown[] = [];
    const client = testClient('canary-token', { apiOrigins: [server.url, 'https://api.test'] });
    const call = appFor(server, { client, upstream: undefined, onError: (error) => heard.push(error) });
    expect((await call('v1/x')).status).toBe(500);
    expect(heard).toEqual([expect.objectContaining({ message: expect.stringContaining('name the API in upstream') })]);
    expect(server.requests).toEqual([]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('by %s carries JSON', async (method) => {
    const server = await startApi();
    await appFor(server)('v1/x', { method, body: '{"a":"ö"}', headers: { 'content-type': 'application/json' } });
    expect(server.requests).toMatchObject([{ method, headers: { 'content-type': 'application/json' } }]);
    expect(server.requests[0]?.body.toString()).toBe('{"a":"ö"}');
  });

  it('carries binary bodies both ways, under our own framing', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7) % 256);
    const server = await startApi((_request, reply) => reply.setHeader('content-type', 'audio/wav').end(bytes));
    const response = await appFor(server)('v1/audio', {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'audio/wav', 'transfer-encoding': 'chunked' },
    });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    expect(server.requests[0]?.body.equals(bytes)).toBe(true);
    expect(server.requests[0]?.headers).toMatchObject({ 'content-length': '100000', 'content-type': 'audio/wav' });
    expect(server.requests[0]?.headers['transfer-encoding']).toBeUndefined();
  });

  it('by POST may have no body, and then needs no media type', async () => {
    const server = await startApi();
    expect((await appFor(server)('v1/x', { method: 'POST' })).status).toBe(200);
    expect(server.requests[0]?.headers['content-length']).toBe('0');
  });

  it('by HEAD is a HEAD of the API, allowed by GET', async () => {
    const server = await startApi();
    const response = await appFor(server, { allow: ['GET /v1/x'] })('v1/x', { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(server.requests[0]?.method).toBe('HEAD');
  });

  it('takes along only headers that describe what is asked for', async () => {
    const server = await startApi();
    await appFor(server)('v1/x', {
      method: 'POST',
      body: '{}',
      headers: {
        accept: 'application/json',
        'accept-language': 'de',
        'content-type': 'application/json',
        'x-request-id': 'r1',
        cookie: 'session=canary',
        authorization: 'Basic canary',
        'proxy-authorization': 'canary',
        forwarded: 'for=canary',
        'x-forwarded-for': 'canary',
        'x-forwarded-host': 'canary',
        'x-middleware-subrequest': 'canary',
        'x-real-ip': 'canary',
        origin: 'https://canary.test',
        referer: 'https://app.test/canary',
        'user-agent': 'canary',
        te: 'canary',
        upgrade: 'canary',
        'keep-alive': 'canary',
        'if-none-match': 'canary',
        range: 'bytes=0-1',
      },
    });
    const { headers = {} } = server.requests[0] ?? {};
    expect(JSON.stringify(headers)).not.toMatch(/"[^"]*(?:canary(?!-token)|bytes=)[^"]*"/);
    expect(headers).toMatchObject({
      accept: 'application/json',
      'accept-language': 'de',
      'x-request-id': 'r1',
      authorization: 'Bearer canary-token',
    });
  });

  it('that the caller aborts is aborted at the API, and answered by nobody', async () => {
    const arrived = Promise.withResolvers<void>();
    const dropped = Promise.withResolvers<void>();
    const server = await startApi((request) => {
      request.socket.once('close', dropped.resolve);
      arrived.resolve();
    });
    const heard: unknown[] = [];
    const leaving = new AbortController();
    const response = appFor(server, { onError: (error) => heard.push(error) })('v1/x', { signal: leaving.signal });
    await arrived.promise;
    leaving.abort();
    await dropped.promise;
    expect((await response).status).toBe(499);
    expect(heard).toEqual([]);
  });
});
