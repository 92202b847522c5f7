import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createTokenClient } from '@tokenkeep/core';
import { createTokenProxy, type TokenProxyOptions } from '../src/index.ts';
import { startRecordingServer, type RecordingServer } from './recording-server.ts';
import { testClient, testIssuer } from './test-client.ts';

const everything = ['GET /**', 'POST /**', 'PUT /**', 'PATCH /**', 'DELETE /**'];

/** An application on `https://app.test` whose proxy leads to the server. */
function appFor(server: RecordingServer, options: Partial<TokenProxyOptions> = {}) {
  const client = testClient('canary-token', { apiOrigins: [server.url] });
  const { GET } = createTokenProxy({
    client,
    authorize: () => true,
    allow: everything,
    upstream: server.url,
    onError() {},
    ...options,
  });
  return (path: string, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(path, 'https://app.test/api/symbl/');
    const headers = new Headers({ 'sec-fetch-site': 'same-origin' });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    const params = Promise.resolve({ path: path.split('?', 1).join('').split('/') });
    return GET(new Request(url, { ...init, headers }), { params });
  };
}

async function start(...args: Parameters<typeof startRecordingServer>): Promise<RecordingServer> {
  const server = await startRecordingServer(...args);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

describe('a proxied call', () => {
  it('reaches the API with the token, the method, the path and the query', async () => {
    const server = await start((_request, reply) =>
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
    const server = await start();
    const client = createTokenClient({
      issuer: { ...testIssuer('canary-token'), apiOrigins: [server.url], apiBaseUrl: `${server.url}/prefix` },
    });
    await appFor(server, { client, upstream: undefined })('v1/x?q=1');
    expect(server.requests).toMatchObject([{ url: '/prefix/v1/x?q=1' }]);
  });

  it('goes nowhere if the client has several APIs and no upstream is named', async () => {
    const server = await start();
    const heard: unknown[] = [];
    const client = testClient('canary-token', { apiOrigins: [server.url, 'https://api.test'] });
    const call = appFor(server, { client, upstream: undefined, onError: (error) => heard.push(error) });
    expect((await call('v1/x')).status).toBe(500);
    expect(heard).toEqual([expect.objectContaining({ message: expect.stringContaining('name the API in upstream') })]);
    expect(server.requests).toEqual([]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('by %s carries JSON', async (method) => {
    const server = await start();
    await appFor(server)('v1/x', { method, body: '{"a":"ö"}', headers: { 'content-type': 'application/json' } });
    expect(server.requests).toMatchObject([{ method, headers: { 'content-type': 'application/json' } }]);
    expect(server.requests[0]?.body.toString()).toBe('{"a":"ö"}');
  });

  it('carries binary bodies both ways, under our own framing', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7) % 256);
    const server = await start((_request, reply) => reply.setHeader('content-type', 'audio/wav').end(bytes));
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
    const server = await start();
    expect((await appFor(server)('v1/x', { method: 'POST' })).status).toBe(200);
    expect(server.requests[0]?.headers['content-length']).toBe('0');
  });

  it('by HEAD is a HEAD of the API, allowed by GET', async () => {
    const server = await start();
    const response = await appFor(server, { allow: ['GET /v1/x'] })('v1/x', { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(server.requests[0]?.method).toBe('HEAD');
  });

  it('takes along only headers that describe what is asked for', async () => {
    const server = await start();
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

  it('is answered with only the headers that describe the body or the wait, decoded, never stored', async () => {
    const server = await start((_request, reply) => {
      reply.writeHead(200, {
        'content-type': 'text/plain',
        'content-language': 'de',
        'content-encoding': 'gzip',
        'x-request-id': 'r2',
        'set-cookie': 'canary=1',
        'cache-control': 'public, max-age=9',
        'access-control-allow-origin': '*',
        'strict-transport-security': 'canary',
        location: 'https://canary.test',
        server: 'canary',
      });
      reply.end(gzipSync('plain text'));
    });
    const response = await appFor(server)('v1/x');
    expect(await response.text()).toBe('plain text');
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/plain',
      'content-language': 'de',
      'x-request-id': 'r2',
      'cache-control': 'no-store',
      pragma: 'no-cache',
      vary: 'Cookie, Origin, Sec-Fetch-Site',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': 'sandbox',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it.each([200, 201, 204, 400, 403, 404, 422, 500])('passes on the status %i', async (status) => {
    const server = await start((_request, reply) => reply.writeHead(status).end(status === 204 ? undefined : 'body'));
    const response = await appFor(server)('v1/x');
    expect([response.status, await response.text()]).toEqual([status, status === 204 ? '' : 'body']);
  });

  it.each([429, 503])('passes on the status %i with its Retry-After', async (status) => {
    const server = await start((_request, reply) => reply.writeHead(status, { 'retry-after': '17' }).end());
    const response = await appFor(server)('v1/x');
    expect([response.status, response.headers.get('retry-after')]).toEqual([status, '17']);
  });

  it('turns a 401 of the API into a 502 that tells nothing of it', async () => {
    const server = await start((_request, reply) =>
      reply.writeHead(401, { 'www-authenticate': 'canary' }).end('canary'),
    );
    const response = await appFor(server)('v1/x');
    expect([response.status, await response.json()]).toEqual([502, { message: 'The API could not be called.' }]);
    expect(response.headers.has('www-authenticate')).toBe(false);
  });

  it.each(['text/html; charset=utf-8', 'text/xsl', 'multipart/x-mixed-replace; boundary=x', 'image/svg+xml'])(
    'is answered so that %s runs no script as a page of the application',
    async (type) => {
      const server = await start((_request, reply) => reply.setHeader('content-type', type).end('<script/>'));
      const { headers } = await appFor(server)('v1/x');
      expect(headers.get('content-security-policy')).toBe('sandbox');
      expect(headers.get('content-disposition')).toBe('attachment');
    },
  );

  it.each([302, 401, 600])('lets go of the connection of a %i, which is not passed on', async (status) => {
    const closed = Promise.withResolvers<void>();
    const server = await start((request, reply) => {
      request.socket.once('close', closed.resolve);
      reply.writeHead(status).write('a body without an end');
    });
    expect((await appFor(server)('v1/x')).status).toBe(502);
    await closed.promise;
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('logger broke');
      },
    ],
    ['rejects', () => Promise.reject(new Error('logger broke'))],
  ])('gets its fixed answer even if onError %s', async (_, onError) => {
    const rejections: unknown[] = [];
    const onRejection = (reason: unknown): number => rejections.push(reason);
    process.on('unhandledRejection', onRejection);
    onTestFinished(() => void process.off('unhandledRejection', onRejection));
    const server = await start((_request, reply) => reply.destroy());
    const refuse = (): never => {
      throw new Error('database');
    };
    for (const [options, status] of [
      [{ authorize: refuse }, 403],
      [{}, 502],
    ] as const) {
      const response = await appFor(server, { ...options, onError })('v1/x');
      expect([response.status, response.headers.get('cache-control')]).toEqual([status, 'no-store']);
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(rejections).toEqual([]);
  });

  it.each(['/v1/other', 'https://canary.test/'])('does not follow a redirect to %s', async (location) => {
    const server = await start((_request, reply) => reply.writeHead(302, { location }).end());
    const response = await appFor(server)('v1/x');
    expect([response.status, response.headers.has('location')]).toEqual([502, false]);
    expect(server.requests).toHaveLength(1);
  });

  it('that the caller aborts is aborted at the API, and answered by nobody', async () => {
    const arrived = Promise.withResolvers<void>();
    const dropped = Promise.withResolvers<void>();
    const server = await start((request) => {
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

describe('a call that is not proxied', () => {
  const toAnn = new Request('https://app.test/api/symbl/v1/conversations/ann?x=1', {
    headers: { 'sec-fetch-site': 'same-origin' },
  });

  it.each([
    ['another path', ['v1', 'conversations', 'bob']],
    ['another path in one piece', ['v1/conversations/bob']],
    ['a path that is longer than the URL', ['a', 'api', 'symbl', 'v1', 'conversations', 'ann']],
  ])("is one for which Next's parameters say %s than its URL: 404, and the API hears nothing", async (_, path) => {
    const server = await start();
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
    const server = await start();
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
    const server = await start();
    const call = appFor(server, { authorize: () => expect.unreachable() });
    for (const site of ['cross-site', 'same-site', 'none']) {
      const response = await call('v1/x', { method: 'POST', headers: { 'sec-fetch-site': site } });
      expect([response.status, await response.json()]).toEqual([403, { message: 'Forbidden.' }]);
    }
    expect((await call('v1/x', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect(server.requests).toEqual([]);
  });

  it('is one that authorize refuses: 403 before anything of it is looked at', async () => {
    const server = await start();
    const call = appFor(server, { authorize: () => false });
    expect((await call('v1/x')).status).toBe(403);
    expect((await call('v1/../x')).status).toBe(403);
    expect(server.requests).toEqual([]);
  });

  it('is one that is not on the list: 404', async () => {
    const server = await start();
    const call = appFor(server, { allow: ['GET /v1/conversations/*'] });
    expect((await call('v1/conversations/1', { method: 'DELETE' })).status).toBe(404);
    expect((await call('v1/conversations')).status).toBe(404);
    expect((await appFor(server, { allow: [] })('v1')).status).toBe(404);
    expect(server.requests).toEqual([]);
  });

  it('is one by a method that no route file exports: 405 with Allow', async () => {
    const server = await start();
    const response = await appFor(server)('v1/x', { method: 'OPTIONS' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST, PUT, PATCH, DELETE, HEAD']);
  });

  it('is one with a body over 1 MiB: 413', async () => {
    const server = await start();
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
      const server = await start();
      const response = await appFor(server)('v1/x', { method: 'POST', body: 'x', headers: { 'content-type': type } });
      expect(response.status).toBe(415);
      expect(server.requests).toEqual([]);
    },
  );

  it('because the API cannot be reached is a 502, and the listener hears why', async () => {
    const server = await startRecordingServer();
    await server[Symbol.asyncDispose]();
    const heard: unknown[] = [];
    const response = await appFor(server, { onError: (error) => heard.push(error) })('v1/x');
    expect([response.status, await response.json()]).toEqual([502, { message: 'The API could not be called.' }]);
    expect(heard).toEqual([expect.objectContaining({ message: 'fetch failed' })]);
  });

  it.each<[string, Partial<TokenProxyOptions>, string, RequestInit, number, string]>([
    [
      'another site',
      {},
      'v1/x',
      { headers: { 'sec-fetch-site': 'cross-site' } },
      403,
      'Sec-Fetch-Site says "cross-site"',
    ],
    ['a script', {}, 'v1/x', { headers: { 'sec-fetch-dest': 'script' } }, 403, 'Sec-Fetch-Dest says "script"'],
    ['a session object', { authorize: () => Object({ user: 'canary' }) }, 'v1/x', {}, 403, 'authorize returned object'],
    ['the list', { allow: ['GET /v1/y'] }, 'v1/x', {}, 404, 'allow does not list GET /v1/x'],
    ['the method', {}, 'v1/x', { method: 'OPTIONS' }, 405, 'the method'],
    ['the type', {}, 'v1/x', { method: 'POST', body: 'canary' }, 415, 'content-type'],
    ['the size', {}, 'v1/x', { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) }, 413, 'larger than 1 MiB'],
    ["the API's 401", {}, 'status/401', {}, 502, 'the API refused the token with 401'],
    ["the API's redirect", {}, 'status/302', {}, 502, 'the API redirects (302)'],
  ])(
    'because of %s is told to the listener, by the check that refused',
    async (_, options, path, init, status, why) => {
      const server = await start((request, reply) => {
        reply.writeHead(Number(/^\/status\/(\d+)/.exec(request.url ?? '')?.[1] ?? 200), { location: '/' }).end();
      });
      const heard: unknown[] = [];
      const response = await appFor(server, { onError: (error) => heard.push(error), ...options })(path, init);
      expect(response.status).toBe(status);
      expect(heard).toEqual([
        expect.objectContaining({ name: 'RouteRefusal', status, message: expect.stringContaining(why) }),
      ]);
      expect(String(heard)).not.toContain('canary');
    },
  );

  it("is told to the console in one line: always what is not the caller's doing, the rest in development", async () => {
    const server = await start((_request, reply) => reply.writeHead(401).end());
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => said.mockRestore());
    onTestFinished(() => void vi.unstubAllEnvs());
    const call = appFor(server, { allow: ['GET /v1/x'], onError: undefined });
    for (const mode of ['production', 'development']) {
      vi.stubEnv('NODE_ENV', mode);
      await call('v1/x?secret=canary');
      await call('v1/y?secret=canary');
    }
    const refused =
      '@tokenkeep/next: GET /api/symbl/v1/x: Refused with 502: the API refused the token with 401: check that upstream is the API of this issuer.';
    const unlisted = '@tokenkeep/next: GET /api/symbl/v1/y: Refused with 404: allow does not list GET /v1/y.';
    expect(said.mock.calls).toEqual([[refused], [refused], [unlisted]]);
  });

  it('is told to the console where nobody else listens', async () => {
    const server = await start();
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => said.mockRestore());
    const error = new Error('no session store');
    await appFor(server, { authorize: () => Promise.reject(error), onError: undefined })('v1/x');
    expect(said.mock.calls).toEqual([['@tokenkeep/next:', error]]);
  });

  it('because the client may not send its token there is a 500, and the token does not go', async () => {
    const server = await start();
    const heard: unknown[] = [];
    const client = testClient('canary-token');
    const response = await appFor(server, { client, onError: (error) => heard.push(error) })('v1/x');
    expect([response.status, await response.json()]).toEqual([500, { message: 'The API is not set up.' }]);
    expect(heard).toEqual([expect.objectContaining({ code: 'ERR_TOKEN_CONFIG' })]);
    expect(server.requests).toEqual([]);
  });

  it('because the folder of the route file has another name is a 500, and the listener hears the remedy', async () => {
    const heard: unknown[] = [];
    const { GET } = createTokenProxy({
      client: testClient('canary-token'),
      authorize: () => true,
      allow: everything,
      onError: (error) => heard.push(error),
    });
    const response = await GET(new Request('https://app.test/api/v1'), { params: Promise.resolve({ slug: ['v1'] }) });
    expect(response.status).toBe(500);
    expect(heard).toEqual([expect.objectContaining({ message: expect.stringContaining('[...path]') })]);
  });
});

describe('whatever the path', () => {
  const words = [
    '..',
    '.',
    '',
    '/',
    '\\',
    '//evil.test',
    '/\\evil.test',
    '@evil.test',
    'https://evil.test',
    'http:evil.test',
    '%2e%2e',
    '%2E.',
    '%252e%252e',
    '..%2f',
    '..%5c',
    '%00',
    '..;',
    ';',
    '?x',
    '#x',
    '%',
    '．．',
    'v1',
    ':80',
  ];
  const hostile = fc.constantFrom(...words);
  const segment = fc.oneof(
    hostile,
    fc.string({ unit: 'binary' }),
    fc.array(hostile).map((parts) => parts.join('')),
  );
  const path = fc.oneof(fc.array(segment, { maxLength: 5 }), fc.jsonValue());
  const query = fc.oneof(fc.webQueryParameters(), fc.string());

  it('the request goes to the one origin under the one prefix, or is a 404', async () => {
    const gone: Request[] = [];
    const client = testClient('canary-token', {
      fetch: async (input, init) => {
        gone.push(new Request(input, init));
        return new Response();
      },
    });
    const upstream = 'https://api.test/v1/public';
    const { GET } = createTokenProxy({ client, authorize: () => true, allow: ['GET /**'], upstream, onError() {} });
    await fc.assert(
      fc.asyncProperty(path, query, async (given, search) => {
        gone.length = 0;
        const url = new URL(`https://app.test/api?${search.replaceAll('#', '')}`);
        url.pathname = `/api/${[given]
          .flat()
          .filter((part) => typeof part === 'string')
          .join('/')}`;
        const request = new Request(url);
        const response = await GET(request, { params: Promise.resolve({ path: given }) });
        expect(response.status).toBe(gone.length === 0 ? 404 : 200);
        for (const { url } of gone) {
          const { origin, pathname, username } = new URL(url);
          expect([origin, username, pathname.slice(0, 11)]).toEqual(['https://api.test', '', '/v1/public/']);
          expect(pathname).not.toMatch(/%(?!3A)|\\|;|\/\.{1,2}(?:\/|$)|\/\//);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is not refused when it is harmless', async () => {
    const gone: string[] = [];
    const client = testClient('canary-token', {
      fetch: async (input) => {
        gone.push(input);
        return new Response();
      },
    });
    const { GET } = createTokenProxy({
      client,
      authorize: () => true,
      allow: ['GET /**'],
      upstream: 'https://api.test',
    });
    const harmless = fc.stringMatching(/^[A-Za-z0-9._~:-]{1,12}$/).filter((text) => text !== '.' && text !== '..');
    await fc.assert(
      fc.asyncProperty(fc.array(harmless, { minLength: 1 }), async (given) => {
        await GET(new Request(`https://app.test/api/${given.join('/')}`), { params: Promise.resolve({ path: given }) });
        expect(decodeURIComponent(gone.pop() ?? '')).toBe(`https://api.test/${given.join('/')}`);
      }),
    );
  });
});
