import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTokenClient, symbl, type TokenClient, type TokenClientOptions, type TokenEvent } from '../src/index.ts';
import { FakeClock } from '../src/testing/index.ts';
import { loopbackServer, type LoopbackServer, type SeenRequest } from './loopback-server.ts';
import { issuerUnderTest } from './issuer-under-test.ts';
import { movedClock } from './moved-clock.ts';
import { numberedTokens } from './numbered-tokens.ts';

let issuer: MockServer;
let clients: TokenClient[] = [];
/** A token younger than two seconds is tried twice, which is a test file of its own. */
const clock = movedClock();
const grownUpMs = 2500;

beforeAll(async () => {
  issuer = await createMockServer();
});

afterEach(async () => {
  for (const client of clients) await client.close();
  clients = [];
  issuer.reset();
});

afterAll(() => issuer.close());

function newClient(options: Partial<TokenClientOptions> = {}): TokenClient {
  const client = createTokenClient({ issuer: issuerUnderTest(issuer), clock, ...options });
  clients.push(client);
  return client;
}

/** An API of its own, next to the issuer, which refuses the tokens in `refused`. */
async function newApi(refused = new Set<string>()): Promise<LoopbackServer & { readonly refused: Set<string> }> {
  const server = await loopbackServer(({ headers }, response) => {
    response.statusCode = refused.has(bearer(headers) ?? '') ? 401 : 200;
    response.end('answer');
  });
  return Object.assign(server, { refused });
}

function bearer(headers: SeenRequest['headers']): string | undefined {
  return headers.authorization?.replace(/^Bearer /, '');
}

/** The API refuses the token that the client holds, and the issuer has another. */
async function spoilToken(client: TokenClient, refused: Set<string>): Promise<string> {
  const { accessToken } = await client.getToken();
  refused.add(accessToken);
  clock.ahead(grownUpMs);
  issuer.revoke();
  return accessToken;
}

const conversation = (): string => `${issuer.url}/v1/conversations/1`;

describe('an authorized fetch', () => {
  it('adds the bearer, and leaves everything else as fetch would send it', async () => {
    await using api = await newApi();
    const client = newClient({ apiOrigins: [api.origin] });
    const { accessToken } = await client.getToken();
    const init = { method: 'PUT', headers: { 'x-mine': 'yes', 'content-type': 'text/x' }, body: 'hello' };

    const response = await client.fetch(`${api.origin}/a?b=c`, init);

    expect([response.status, await response.text()]).toEqual([200, 'answer']);
    const [seen] = api.seen;
    expect(seen).toMatchObject({ method: 'PUT', path: '/a?b=c', body: Buffer.from('hello') });
    expect(seen?.headers).toMatchObject({
      authorization: `Bearer ${accessToken}`,
      'x-mine': 'yes',
      'content-type': 'text/x',
      'content-length': '5',
    });
  });

  it.each<[string, (url: string) => string | URL | Request]>([
    ['a string', (url) => url],
    ['a URL', (url) => new URL(url)],
    ['a Request', (url) => new Request(url, { headers: { 'x-mine': 'yes' } })],
  ])('takes %s, and needs no `this`', async (_, input) => {
    const { fetch } = newClient();
    expect((await fetch(input(conversation()))).status).toBe(200);
  });

  it('reads its options at once, so that one object can be used for many calls, from the first on', async () => {
    await using api = await newApi();
    const { fetch } = newClient({ apiOrigins: [api.origin] });
    const init: RequestInit = { method: 'POST' };
    const calls = ['a', 'b', 'c'].map((body) => fetch(api.origin, Object.assign(init, { body })));
    await Promise.all(calls);
    expect(api.seen.map((seen) => seen.body.toString()).sort()).toEqual(['a', 'b', 'c']);
  });

  it('takes a Request for its options, as fetch does', async () => {
    await using api = await newApi();
    const { fetch } = newClient({ apiOrigins: [api.origin] });
    const options = new Request('http://localhost/other', { method: 'DELETE', headers: { 'x-mine': 'yes' } });
    expect((await fetch(`${api.origin}/path`, options)).status).toBe(200);
    expect(api.seen).toMatchObject([{ method: 'DELETE', path: '/path', headers: { 'x-mine': 'yes' } }]);
  });

  it("is for the issuer's own origin unless told otherwise, and then for the origins named alone", async () => {
    await using api = await newApi();
    expect((await newClient().fetch(conversation())).status).toBe(200);
    await expect(newClient().fetch(api.origin)).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
    const other = newClient({ apiOrigins: [api.origin] });
    expect((await other.fetch(api.origin)).status).toBe(200);
    await expect(other.fetch(conversation())).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
  });

  it.each([['http://api.example.com'], ['https:/'], ['https://api.example.com/v1'], ['https://*.example.com']])(
    'sends nothing for an issuer of one’s own that names %s as where its tokens go',
    async (apiOrigin) => {
      const sent: unknown[] = [];
      const client = newClient({
        issuer: { origin: issuer.url, apiOrigins: [apiOrigin], prepare: () => issuerUnderTest(issuer).prepare() },
        fetch: async (input) => {
          sent.push(input);
          return new Response();
        },
      });
      const url = apiOrigin === 'https:/' ? 'https://evil.test/' : `${apiOrigin}/x`;
      await expect(client.fetch(url)).rejects.toMatchObject({
        code: 'ERR_TOKEN_CONFIG',
        message: expect.stringContaining('apiOrigins'),
      });
      expect(sent).toEqual([]);
    },
  );

  it('does not let the list of origins grow once it has been checked', async () => {
    await using api = await newApi();
    const apiOrigins = [issuer.url];
    const client = newClient({ apiOrigins });
    apiOrigins.push(api.origin);
    await expect(client.fetch(api.origin)).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
    expect(() => Reflect.apply([].push, client.apiOrigins, [api.origin])).toThrow(TypeError);
    await expect(client.fetch(api.origin)).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
  });

  it("nor the issuer's own", async () => {
    await using api = await newApi();
    const apiOrigins = ['https://api.example.com'];
    const { client } = numberedTokens(apiOrigins);
    await expect(client.fetch(api.origin)).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
    apiOrigins.push(api.origin);
    await expect(client.fetch(api.origin)).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
  });

  it('leaves a request alone that carries its own Authorization, 401 included', async () => {
    await using api = await newApi(new Set(['mine']));
    const client = newClient({ apiOrigins: [api.origin] });
    const headers = { authorization: 'Bearer mine' };
    expect((await client.fetch(api.origin, { headers })).status).toBe(401);
    expect((await client.fetch(new Request(api.origin, { headers }))).status).toBe(401);
    expect(api.seen.map((seen) => seen.headers.authorization)).toEqual(['Bearer mine', 'Bearer mine']);
    expect(issuer.counters().exchanges).toBe(0);
  });

  it.each([403, 404, 500])('passes %i through', async (status) => {
    issuer.fault({ route: 'api', fault: { kind: 'status', status } });
    expect((await newClient().fetch(conversation())).status).toBe(status);
    expect(issuer.counters()).toMatchObject({ exchanges: 1, apiCalls: 1 });
  });

  it("rejects as getToken does when there is no token, and as fetch does when the API can't be reached", async () => {
    const wrong = newClient({ issuer: symbl({ appId: 'a', appSecret: 'b', baseUrl: issuer.url }) });
    await expect(wrong.fetch(conversation())).rejects.toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS' });
    issuer.fault({ route: 'api', fault: { kind: 'reset' } });
    await expect(newClient().fetch(conversation())).rejects.toThrow(TypeError);
  });

  it('calls the fetch that it was given with a URL string and an init that has one header more', async () => {
    const calls: [unknown, unknown][] = [];
    const client = newClient({
      fetch: async (url, init) => {
        calls.push([url, init]);
        return fetch(url, init);
      },
    });
    const { accessToken } = await client.getToken();
    calls.length = 0;
    const init = { method: 'GET', headers: { 'X-Mine': 'yes' }, next: { revalidate: 60 } };
    expect((await client.fetch(conversation(), init)).status).toBe(200);
    const headers = { 'X-Mine': 'yes', authorization: `Bearer ${accessToken}` };
    expect(calls).toEqual([[conversation(), { ...init, headers, redirect: 'manual' }]]);
  });

  it('is closed with its client', async () => {
    const client = newClient();
    await client.close();
    await expect(client.fetch(conversation())).rejects.toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
  });
});

describe('an authorized fetch sends nothing, and asks for no token,', () => {
  const disguises = [
    'https://api.symbl.ai.evil.test/v1',
    'https://api.symbl.aievil.test/v1',
    'https://evil.test/https://api.symbl.ai/v1',
    'https://evil.test/?u=https://api.symbl.ai',
    'https://evil.test#https://api.symbl.ai',
    'https://api.symbl.ai@evil.test/v1',
    'https://api.symbl.ai:443@evil.test/v1',
    'https://user@api.symbl.ai/v1',
    'https://user:pw@api.symbl.ai/v1',
    'https://:pw@api.symbl.ai/v1',
    'https://api.symbl.ai:8443/v1',
    'https://api.symbl.ai:80/v1',
    'http://api.symbl.ai/v1',
    'http://api.symbl.ai:443/v1',
    'https://api.symbl.ai./v1',
    'https://symbl.ai/v1',
    'https://x.api.symbl.ai/v1',
    'https://api.symbl.ai\\.evil.test/../@evil.test',
    'https://api.symbl.ai\n.evil.test/v1',
    'https://api.symbl.ai\t.evil.test/v1',
    'https://api.symbl.ai%2eevil.test/v1',
    'https://api.symbl.ai。evil.test/v1',
    'https://аpi.symbl.ai/v1',
    'https://api-symbl.ai/v1',
    '\\\\evil.test/v1',
    '//evil.test/v1',
    '//api.symbl.ai/v1',
    '/\\evil.test/v1',
    'api.symbl.ai/v1',
    'v1/conversations/1',
    '?x=1',
    '',
    'wss://api.symbl.ai/v1',
    'ftp://api.symbl.ai/v1',
    'file:///etc/passwd',
    'data:text/plain,x',
    'blob:https://api.symbl.ai/7ad7b5a0',
    'javascript:alert(1)',
  ];

  function watched(): { readonly client: TokenClient; readonly calls: unknown[] } {
    const calls: unknown[] = [];
    const client = newClient({
      issuer: symbl({ appId: 'a', appSecret: 'b' }),
      fetch: async (...args) => {
        calls.push(args);
        return new Response('{}');
      },
    });
    return { client, calls };
  }

  // The one in this list with a backslash is the API's own origin in disguise: a path of it.
  it.each(disguises.filter((url) => !url.includes('.ai\\')))('to %j', async (url) => {
    const { client, calls } = watched();
    const inputs = [url, ...(URL.canParse(url) ? [new URL(url)] : []), ...asRequest(url)];
    for (const input of inputs) {
      await expect(client.fetch(input)).rejects.toMatchObject({
        code: 'ERR_TOKEN_CONFIG',
        message: expect.stringMatching(/^fetch\(\) of a token client .+: .+\.$/),
      });
    }
    expect(calls).toEqual([]);
  });

  it('to where a URL points that is one thing when checked and another when used', async () => {
    const { client, calls } = watched();
    let reads = 0;
    const input = Object.assign(new URL('https://api.symbl.ai/'), {
      toString: () => (reads++ === 0 ? 'https://api.symbl.ai/' : 'https://evil.test/'),
    });
    await client.fetch(input).catch(() => undefined);
    expect(JSON.stringify(calls)).not.toContain('evil');
    expect(reads).toBe(1);
  });

  it('to where a URL has been changed to while the call was under way', async () => {
    await using api = await newApi();
    const client = newClient({ apiOrigins: [api.origin] });
    await spoilToken(client, api.refused);
    const url = new URL('/before', api.origin);
    const answer = client.fetch(url, { method: 'POST', body: 'x' });
    url.pathname = '/after';
    url.host = 'evil.test';
    expect((await answer).status).toBe(200);
    expect(api.seen.map(({ path }) => path)).toEqual(['/before', '/before']);
  });

  function asRequest(url: string): Request[] {
    try {
      return [new Request(url)];
    } catch {
      return [];
    }
  }
});

describe('after a 401, an authorized fetch', () => {
  it('exchanges once and sends the request once more with the new token', async () => {
    const client = newClient();
    const before = await client.getToken();
    clock.ahead(grownUpMs);
    issuer.revoke();
    expect((await client.fetch(conversation())).status).toBe(200);
    expect((await client.getToken()).accessToken).not.toBe(before.accessToken);
    expect(issuer.counters()).toMatchObject({ exchanges: 2, apiCalls: 2, apiRefused: 1 });
  });

  it('returns the second 401 and does not try a third time', async () => {
    await using api = await newApi();
    const client = newClient({ apiOrigins: [api.origin] });
    issuer.fault({ route: 'api', times: Infinity, fault: { kind: 'status', status: 401 } });
    const other = newClient();
    expect((await other.fetch(conversation())).status).toBe(401);
    expect(issuer.counters().apiCalls).toBeLessThanOrEqual(2);
    expect((await client.fetch(api.origin)).status).toBe(200);
  });

  it('shares one exchange among 1,000 parallel calls, each sent once more', async () => {
    await using api = await newApi();
    const client = newClient({ apiOrigins: [api.origin], timeoutMs: 60_000 });
    const stale = await spoilToken(client, api.refused);
    const statuses = await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        const response = await client.fetch(`${api.origin}/${index}`);
        await response.arrayBuffer();
        return response.status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(issuer.counters().exchanges).toBe(2);
    const refused = api.seen.filter(({ headers }) => bearer(headers) === stale).map(({ path }) => path);
    const served = api.seen.filter(({ headers }) => bearer(headers) !== stale).map(({ path }) => path);
    expect([new Set(served).size, served.length]).toEqual([1000, 1000]);
    // All of them had the stale token when they were called.
    expect([new Set(refused).size, refused.length]).toEqual([1000, 1000]);
  }, 60_000);

  it('makes one exchange of 401s that come in one after the other on one stale token', async () => {
    let open = 0;
    const waiting: (() => void)[] = [];
    const stale = new Set<string>();
    await using api = await loopbackServer(({ headers }, response) => {
      if (!stale.has(bearer(headers) ?? '')) return response.end();
      open += 1;
      return void waiting.push(() => response.writeHead(401).end());
    });
    const client = newClient({ apiOrigins: [api.origin] });
    await spoilToken(client, stale);

    const calls = Array.from({ length: 5 }, () => client.fetch(api.origin));
    await expect.poll(() => open).toBe(5);
    for (const [index, refuse] of waiting.entries()) {
      refuse();
      // Only when this one is through does the next 401 come in.
      await expect.poll(() => api.seen.length).toBe(5 + index + 1);
    }
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(issuer.counters().exchanges).toBe(2);
  });

  it('returns the 401 if the issuer gives the refused token again, and leaves the issuer alone for 30 s', async () => {
    const clock = new FakeClock();
    await using sticky = await createMockServer({ now: () => clock.now() });
    const events: TokenEvent[] = [];
    const client = newClient({
      issuer: issuerUnderTest(sticky),
      clock,
      onEvent: (event) => events.push(event),
    });
    await client.getToken();
    clock.tick(grownUpMs);
    sticky.revoke(sticky.apps[0].appId, { keepServing: true });

    expect((await client.fetch(`${sticky.url}/v1/conversations/1`)).status).toBe(401);
    expect(sticky.counters()).toMatchObject({ exchanges: 2, apiCalls: 1 });
    for (let second = 0; second < 29; second += 1) {
      expect((await client.fetch(`${sticky.url}/v1/conversations/1`)).status).toBe(401);
      clock.tick(1000);
    }
    expect(sticky.counters()).toMatchObject({ exchanges: 2, apiCalls: 30 });
    expect(events.filter(({ type }) => type === 'invalidated')).toHaveLength(30);

    clock.tick(2000);
    expect((await client.fetch(`${sticky.url}/v1/conversations/1`)).status).toBe(401);
    expect(sticky.counters().exchanges).toBe(3);
    sticky.revoke();
    clock.tick(31_000);
    expect((await client.fetch(`${sticky.url}/v1/conversations/1`)).status).toBe(200);
  });

  it('recovers from a second revocation that follows soon after the first', async () => {
    const client = newClient();
    for (const exchanges of [1, 2, 3]) {
      expect((await client.fetch(conversation())).status).toBe(200);
      expect((await client.fetch(conversation())).status).toBe(200);
      expect(issuer.counters().exchanges).toBe(exchanges);
      issuer.revoke();
    }
  });

  it('does not exchange again and again for an API that refuses every token', async () => {
    const client = newClient();
    issuer.fault({ route: 'api', times: Infinity, fault: { kind: 'status', status: 401 } });
    for (let call = 0; call < 50; call += 1) {
      issuer.revoke();
      expect((await client.fetch(conversation())).status).toBe(401);
    }
    expect(issuer.counters().exchanges).toBeLessThanOrEqual(10);
  });

  it('returns the 401 if no other token is to be had, and tells the listener why', async () => {
    const events: TokenEvent[] = [];
    const client = newClient({ onEvent: (event) => events.push(event) });
    await client.getToken();
    clock.ahead(grownUpMs);
    issuer.revoke();
    issuer.fault({ route: 'token', fault: { kind: 'status', status: 403 } });
    expect((await client.fetch(conversation())).status).toBe(401);
    expect(events).toContainEqual(expect.objectContaining({ type: 'exchange-failed', code: 'ERR_TOKEN_FORBIDDEN' }));
  });

  const bytes = new TextEncoder().encode('hello');
  const form = (): FormData => {
    const data = new FormData();
    data.set('field', 'value');
    data.set('file', new Blob(['hello']), 'hello.txt');
    return data;
  };
  const post = (body: BodyInit) => (url: string) => new Request(url, { method: 'POST', body });

  it.each<[string, (url: string) => string | Request, BodyInit | undefined]>([
    ['a string', String, 'hello'],
    ['an empty string', String, ''],
    ['bytes', String, bytes],
    ['an ArrayBuffer', String, bytes.buffer],
    ['URLSearchParams', String, new URLSearchParams({ a: 'b' })],
    ['a Blob', String, new Blob(['hello'], { type: 'text/x' })],
    ['a form', String, form()],
    ['a Request with a string', post('hello'), undefined],
    ['a Request with a form', post(form()), undefined],
    ['a Request with 1 MiB', post('x'.repeat(1024 * 1024)), undefined],
    ['a Request whose body is replaced', post('other'), 'hello'],
  ])('sends %s again, whole and under its length', async (_, input, body) => {
    await using api = await newApi();
    const client = newClient({ apiOrigins: [api.origin] });
    const stale = await spoilToken(client, api.refused);

    const init = body === undefined ? {} : { method: 'POST', body };
    expect((await client.fetch(input(api.origin), init)).status).toBe(200);

    const [first, second, ...more] = api.seen.map(withoutBoundary);
    expect(more).toEqual([]);
    expect(second).toEqual({ ...first, headers: { ...first?.headers, authorization: expect.any(String) } });
    expect(first?.headers).toMatchObject({ authorization: `Bearer ${stale}`, 'content-length': expect.any(String) });
    expect(second?.headers.authorization).not.toBe(`Bearer ${stale}`);
  });

  it.each<[string, () => unknown, number]>([
    ['a stream', () => new Blob(['hello']).stream(), 5],
    ['an async iterable', () => chunks(), 5],
  ])('never sends %s again', async (_, body, length) => {
    await using api = await newApi();
    const client = newClient({ apiOrigins: [api.origin] });
    await spoilToken(client, api.refused);
    // An async iterable is a body in Node alone, so the platform's types do not know it.
    const init: object = { method: 'POST', body: body(), duplex: 'half' };
    const response = await client.fetch(api.origin, init);
    expect([response.status, await response.text()]).toEqual([401, 'answer']);
    expect(api.seen.map((seen) => seen.body.length)).toEqual([length]);
  });

  it('never sends the body of a Request again that is longer than 1 MiB', async () => {
    await using api = await newApi();
    const client = newClient({ apiOrigins: [api.origin] });
    await spoilToken(client, api.refused);
    const large = 'x'.repeat(1024 * 1024 + 1);
    const response = await client.fetch(new Request(api.origin, { method: 'POST', body: large }));
    expect(response.status).toBe(401);
    expect(api.seen.map((seen) => seen.body.length)).toEqual([large.length]);
    // The token has been replaced all the same: the next call is right at once.
    expect((await client.fetch(api.origin)).status).toBe(200);
  });

  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }

  /** A form's boundary is drawn anew each time, and is the same in header and body. */
  function withoutBoundary(seen: SeenRequest): Pick<SeenRequest, 'method' | 'headers'> & { readonly body: string } {
    const boundary = /boundary=(.+)$/.exec(seen.headers['content-type'] ?? '')?.[1] ?? 'none';
    const { 'content-type': contentType, ...headers } = seen.headers;
    return {
      method: seen.method,
      headers: { ...headers, 'content-type': contentType?.replace(boundary, '…') },
      body: seen.body.toString().replaceAll(boundary, '…'),
    };
  }
});

describe('an aborted authorized fetch rejects with the reason of its signal', () => {
  const reason = new Error('enough');

  it('when it was aborted before', async () => {
    const client = newClient();
    await expect(client.fetch(conversation(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(client.fetch(new Request(conversation(), { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    expect(issuer.counters().apiCalls).toBe(0);
  });

  it('while it waits for a token, and nobody else is touched', async () => {
    issuer.fault({ route: 'token', fault: { kind: 'delay', ms: 300 } });
    const client = newClient();
    const abort = new AbortController();
    const aborted = client.fetch(conversation(), { signal: abort.signal });
    const other = client.fetch(conversation());
    await expect.poll(() => issuer.counters().exchanges).toBe(1);
    abort.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    expect((await other).status).toBe(200);
  });

  it('while it waits for the API', async () => {
    issuer.fault({ route: 'api', fault: { kind: 'hang' } });
    const abort = new AbortController();
    const aborted = newClient().fetch(conversation(), { signal: abort.signal });
    await expect.poll(() => issuer.counters().apiCalls).toBe(1);
    abort.abort(reason);
    await expect(aborted).rejects.toBe(reason);
  });

  it('while it waits for another token, instead of returning the 401', async () => {
    const client = newClient();
    await client.getToken();
    clock.ahead(grownUpMs);
    issuer.revoke();
    issuer.fault({ route: 'token', fault: { kind: 'delay', ms: 300 } });
    const abort = new AbortController();
    const aborted = client.fetch(conversation(), { signal: abort.signal });
    await expect.poll(() => issuer.counters().exchanges).toBe(2);
    abort.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    expect(issuer.counters().apiCalls).toBe(1);
  });
});

describe('a redirect of the API', () => {
  const redirecting = (status: number, location: string): Promise<LoopbackServer> =>
    loopbackServer(({ path }, response) => {
      if (path === '/from') response.writeHead(status, { location });
      response.end(path);
    });

  it.each([
    [301, 'GET', 'GET'],
    [302, 'GET', 'GET'],
    [303, 'GET', 'GET'],
    [307, 'GET', 'GET'],
    [308, 'GET', 'GET'],
    [302, 'HEAD', 'HEAD'],
    [303, 'HEAD', 'HEAD'],
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [302, 'PUT', 'PUT'],
    [307, 'POST', 'POST'],
    [308, 'POST', 'POST'],
    [307, 'DELETE', 'DELETE'],
  ])('%i of a %s is followed within the origin as a %s, with the bearer', async (status, method, then) => {
    await using api = await redirecting(status, '/to?x=1');
    const client = newClient({ apiOrigins: [api.origin] });
    const { accessToken } = await client.getToken();
    const body = method === 'POST' || method === 'PUT' ? { body: 'hello' } : {};
    const response = await client.fetch(`${api.origin}/from`, { method, headers: { 'x-mine': 'yes' }, ...body });
    expect(response.status).toBe(200);
    const [, to] = api.seen;
    expect(to).toMatchObject({ method: then, path: '/to?x=1' });
    expect(to?.headers).toMatchObject({ authorization: `Bearer ${accessToken}`, 'x-mine': 'yes' });
    const kept = then === method && method !== 'GET' && 'body' in body;
    expect(to?.body.toString()).toBe(kept ? 'hello' : '');
    expect(to?.headers['content-type']).toBe(kept ? 'text/plain;charset=UTF-8' : undefined);
  });

  it('stays a GET when a second redirect follows the first', async () => {
    await using api = await loopbackServer(({ path }, response) => {
      const next = { '/from': [303, '/via'], '/via': [307, '/to'] }[path];
      if (next !== undefined) response.writeHead(Number(next[0]), { location: String(next[1]) });
      response.end();
    });
    await newClient({ apiOrigins: [api.origin] }).fetch(`${api.origin}/from`, { method: 'POST', body: 'hello' });
    expect(api.seen.map(({ method, path }) => [method, path])).toEqual([
      ['POST', '/from'],
      ['GET', '/via'],
      ['GET', '/to'],
    ]);
  });

  it('is returned as it is when it leads to another origin, in whatever disguise', async () => {
    await using elsewhere = await newApi();
    const { port } = elsewhere;
    for (const location of [
      elsewhere.origin,
      `//127.0.0.1:${port}/`,
      `\\\\127.0.0.1:${port}/`,
      `http://localhost:${port}/`,
      `https://127.0.0.1:${port}/`,
      `http://127.0.0.1:${port}@127.0.0.1:${port}/`,
    ]) {
      await using api = await redirecting(302, location);
      const client = newClient({ apiOrigins: [api.origin] });
      const response = await client.fetch(`${api.origin}/from`);
      expect([response.status, response.headers.get('location')]).toEqual([302, location]);
    }
    expect(elsewhere.seen).toEqual([]);
  });

  it.each(['http://[', 'http://user:pw@127.0.0.1:0/'])('is returned when it leads to %j', async (location) => {
    await using api = await redirecting(302, location);
    const response = await newClient({ apiOrigins: [api.origin] }).fetch(`${api.origin}/from`);
    expect(response.status).toBe(302);
  });

  it('is returned when it leads to the same origin with credentials in its URL', async () => {
    await using api: LoopbackServer = await loopbackServer((_, response) => {
      response.writeHead(302, { location: `http://user:pw@127.0.0.1:${api.port}/` }).end();
    });
    const response = await newClient({ apiOrigins: [api.origin] }).fetch(`${api.origin}/from`);
    expect(response.status).toBe(302);
    expect(api.seen).toHaveLength(1);
  });

  it('does not lead from one allowed origin to another', async () => {
    await using second = await newApi();
    await using first = await redirecting(307, second.origin);
    const client = newClient({ apiOrigins: [first.origin, second.origin] });
    expect((await client.fetch(`${first.origin}/from`)).status).toBe(307);
    expect(second.seen).toEqual([]);
  });

  it('is not followed when it would need a body that cannot be had again', async () => {
    await using api = await redirecting(307, '/to');
    const init = { method: 'POST', body: new Blob(['hello']).stream(), duplex: 'half' };
    const response = await newClient({ apiOrigins: [api.origin] }).fetch(`${api.origin}/from`, init);
    expect(response.status).toBe(307);
    expect(api.seen).toHaveLength(1);
  });

  it('is an error after 20 others, as with fetch', async () => {
    await using api = await redirecting(302, '/from');
    await expect(fetch(`${api.origin}/from`)).rejects.toThrow(TypeError);
    const asFetch = api.seen.length;
    await expect(newClient({ apiOrigins: [api.origin] }).fetch(`${api.origin}/from`)).rejects.toThrow(TypeError);
    expect([asFetch, api.seen.length]).toEqual([21, 42]);
  });

  it("is returned with redirect: 'manual' and an error with redirect: 'error', as with fetch", async () => {
    await using api = await redirecting(302, '/to');
    const client = newClient({ apiOrigins: [api.origin] });
    expect((await client.fetch(`${api.origin}/from`, { redirect: 'manual' })).status).toBe(302);
    await expect(client.fetch(`${api.origin}/from`, { redirect: 'error' })).rejects.toThrow(TypeError);
    expect(api.seen.map(({ path }) => path)).toEqual(['/from', '/from']);
  });

  it("keeps redirect: 'manual' when the request is sent again after a 401", async () => {
    const refused = new Set<string>();
    await using api = await loopbackServer(({ headers }, response) => {
      response.writeHead(refused.has(bearer(headers) ?? '') ? 401 : 302, { location: '/to' }).end();
    });
    const client = newClient({ apiOrigins: [api.origin] });
    await spoilToken(client, refused);
    expect((await client.fetch(`${api.origin}/from`, { redirect: 'manual' })).status).toBe(302);
    expect(api.seen).toHaveLength(2);
  });

  it('is followed for a request with its own Authorization within the origin only, and stays untouched', async () => {
    await using elsewhere = await newApi();
    await using api = await loopbackServer(({ path }, response) => {
      const location = { '/in': '/to', '/out': elsewhere.origin }[path];
      if (location !== undefined) response.writeHead(302, { location });
      response.end();
    });
    const client = newClient({ apiOrigins: [api.origin] });
    const headers = { authorization: 'Basic bWluZQ==' };
    expect((await client.fetch(`${api.origin}/in`, { headers })).status).toBe(200);
    expect((await client.fetch(`${api.origin}/out`, { headers })).status).toBe(302);
    expect(api.seen.map((seen) => seen.headers.authorization)).toEqual(Array(3).fill(headers.authorization));
    expect(elsewhere.seen).toEqual([]);
  });
});
