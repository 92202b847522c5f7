import { Agent, fetch as undiciFetch } from 'undici';
import { describe, expect, it } from 'vitest';
import { createMockServer } from '@tokenkeep/mock-server';
import {
  Secret,
  type TokenClientOptions,
  type TokenExchange,
  type TokenGrant,
  type TokenIssuer,
} from '../src/index.ts';
import { FakeClock } from '../src/testing/index.ts';
import { issuerUnderTest } from './issuer-under-test.ts';
import { loopbackServer, type LoopbackServer } from './loopback-server.ts';
import { grownUpMs, numberedTokens, type NumberedTokens } from './numbered-tokens.ts';

/** An API that refuses `token-1`, and says why at length. */
const refusing = (said = 'refused'): Promise<LoopbackServer> =>
  loopbackServer(({ headers }, response) => {
    response.statusCode = headers.authorization === 'Bearer token-1' ? 401 : 200;
    response.end(response.statusCode === 401 ? said : 'answer');
  });

/** A client that holds `token-1`, no longer new. */
async function holding(api: LoopbackServer, options: Partial<TokenClientOptions> = {}): Promise<NumberedTokens> {
  const tokens = numberedTokens([api.origin], options);
  await tokens.client.getToken();
  tokens.clock.ahead(grownUpMs);
  return tokens;
}

const notResent = ({ events }: NumberedTokens): unknown[] => events.filter(({ type }) => type === 'not-resent');

describe('the body of a Request, after a 401,', () => {
  const mebibyte = 1024 * 1024;
  const post = (api: LoopbackServer, size: number): Request =>
    new Request(api.origin, { method: 'POST', body: new Blob(['x'.repeat(size)]) });

  it('is sent again up to 1 MiB', async () => {
    await using api = await refusing();
    const tokens = await holding(api);
    expect((await tokens.client.fetch(post(api, mebibyte))).status).toBe(200);
    expect(api.seen.map(({ body }) => body.length)).toEqual([mebibyte, mebibyte]);
    expect(notResent(tokens)).toEqual([]);
  });

  it('is not sent again beyond that, and an event says why; it goes out under its length all the same', async () => {
    await using api = await refusing();
    const tokens = await holding(api);
    const response = await tokens.client.fetch(post(api, mebibyte + 1));
    expect([response.status, await response.text()]).toEqual([401, 'refused']);
    expect(notResent(tokens)).toEqual([{ type: 'not-resent', reason: 'too-large' }]);
    expect(api.seen.map(({ headers }) => headers['content-length'])).toEqual([String(mebibyte + 1)]);
    expect((await tokens.client.fetch(api.origin)).status).toBe(200);
  });

  it.each([
    [mebibyte + 1, mebibyte + 1, 200],
    [4, 3, 200],
    [3, 4, 401],
    [0, 1, 401],
    [20 * mebibyte, 17 * mebibyte, 200],
  ])('is kept up to maxReplayBytes: %i, sent %i: %i', async (maxReplayBytes, size, status) => {
    await using api = await refusing();
    const tokens = await holding(api, { maxReplayBytes });
    expect((await tokens.client.fetch(post(api, size))).status).toBe(status);
    expect(api.seen[0]?.headers['content-length']).toBe(String(size));
  });

  it('goes out as a stream beyond 16 MiB', async () => {
    await using api = await refusing();
    const tokens = await holding(api);
    expect((await tokens.client.fetch(post(api, 17 * mebibyte))).status).toBe(401);
    expect(api.seen.map(({ headers, body }) => [headers['transfer-encoding'], body.length])).toEqual([
      ['chunked', 17 * mebibyte],
    ]);
    expect(notResent(tokens)).toEqual([{ type: 'not-resent', reason: 'too-large' }]);
  });

  it('goes out as it comes if it takes longer than a second', async () => {
    await using api = await refusing();
    const clock = new FakeClock();
    const tokens = numberedTokens([api.origin], { clock });
    await tokens.client.getToken();
    clock.tick(grownUpMs);
    let feed: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (feed = controller) });
    feed?.enqueue(new TextEncoder().encode('the beginning, '));
    const init: object = { method: 'POST', body, duplex: 'half' };
    const call = tokens.client.fetch(new Request(api.origin, init));
    await clock.advance(1000);
    feed?.enqueue(new TextEncoder().encode('the end'));
    feed?.close();
    expect((await call).status).toBe(401);
    expect(api.seen.map(({ body }) => body.toString())).toEqual(['the beginning, the end']);
    expect(notResent(tokens)).toEqual([{ type: 'not-resent', reason: 'stream' }]);
  });

  it('that was used before is an error, as with fetch', async () => {
    await using api = await refusing();
    const used = post(api, 3);
    await used.text();
    await expect(fetch(used)).rejects.toThrow(TypeError);
    await expect(numberedTokens([api.origin]).client.fetch(used)).rejects.toThrow(TypeError);
    const sent = post(api, 3);
    await numberedTokens([api.origin]).client.fetch(sent);
    expect(sent.bodyUsed).toBe(true);
  });

  it('is waited for no longer than its caller does', async () => {
    await using api = await refusing();
    const abort = new AbortController();
    const body = new ReadableStream({ pull: () => abort.abort(new Error('enough')) });
    const init: object = { method: 'POST', body, duplex: 'half', signal: abort.signal };
    // Its time stands still: nothing else ends the wait.
    const tokens = numberedTokens([api.origin], { clock: new FakeClock() });
    await expect(tokens.client.fetch(new Request(api.origin, init))).rejects.toThrow('enough');
    expect(api.seen).toEqual([]);
  });
});

describe('a 401 for which there is no second try says so in an event', () => {
  it('for a stream', async () => {
    await using api = await refusing();
    const tokens = await holding(api);
    const init: object = { method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' };
    expect((await tokens.client.fetch(api.origin, init)).status).toBe(401);
    expect(notResent(tokens)).toEqual([{ type: 'not-resent', reason: 'stream' }]);
  });

  it('for an issuer that gives the same token again', async () => {
    await using sticky = await createMockServer();
    const tokens = numberedTokens([sticky.url], { issuer: issuerUnderTest(sticky) });
    await tokens.client.getToken();
    tokens.clock.ahead(grownUpMs);
    sticky.revoke(sticky.apps[0].appId, { keepServing: true });
    expect((await tokens.client.fetch('/v1/conversations/1')).status).toBe(401);
    expect(notResent(tokens)).toEqual([{ type: 'not-resent', reason: 'same-token' }]);
  });

  it('and not for a request that brings its own', async () => {
    await using api = await refusing();
    const tokens = await holding(api);
    const headers = { authorization: 'Bearer token-1' };
    expect((await tokens.client.fetch(api.origin, { headers })).status).toBe(401);
    expect(notResent(tokens)).toEqual([]);
  });
});

describe('a 401 with a large body', () => {
  it.each([100, 300_000, 3_000_000])(
    'of %i bytes frees its connection, the only one, for the exchange',
    async (size) => {
      await using issuer = await createMockServer();
      await using api = await loopbackServer(async ({ path, method, headers, body }, response) => {
        if (path === '/v1') {
          response.statusCode = headers.authorization?.endsWith(stale) ? 401 : 200;
          return response.end('x'.repeat(size));
        }
        const answer = await fetch(issuer.url + path, {
          method,
          body: new Uint8Array(body),
          headers: { 'content-type': String(headers['content-type']) },
        });
        return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
      });
      const dispatcher = new Agent({ connections: 1 });
      let stale = 'none';
      const tokens = numberedTokens([api.origin], {
        issuer: issuerUnderTest({ ...issuer, url: api.origin }),
        fetch: (url, init) => undiciFetch(url, { ...init, dispatcher }),
        timeoutMs: 10_000,
      });
      stale = (await tokens.client.getToken()).accessToken;
      tokens.clock.ahead(grownUpMs);
      issuer.revoke();
      const startedAt = performance.now();
      expect((await tokens.client.fetch(`${api.origin}/v1`)).status).toBe(200);
      expect(performance.now() - startedAt).toBeLessThan(9000);
      await dispatcher.destroy();
    },
  );

  it.each([
    [300_000, 300_000],
    [3_000_000, 1_048_576],
  ])('of %i bytes is the answer where there is no other token, at least %i of it', async (size, atLeast) => {
    await using api = await loopbackServer((_, response) => {
      response.writeHead(401, 'Not You', { 'content-type': 'text/x', 'x-why': 'because' }).end('y'.repeat(size));
    });
    const tokens = await holding(api, { issuer: fixedToken(api.origin) });
    const response = await tokens.client.fetch(`${api.origin}/a`);
    const { status, statusText, url, headers, redirected } = response;
    expect({ status, statusText, url, redirected }).toEqual({
      status: 401,
      statusText: 'Not You',
      url: `${api.origin}/a`,
      redirected: false,
    });
    expect([headers.get('content-type'), headers.get('x-why')]).toEqual(['text/x', 'because']);
    const said = await response.text();
    expect(said).toBe('y'.repeat(said.length));
    expect(said.length).toBeGreaterThanOrEqual(atLeast);
  });

  it('that breaks off does not keep the request from being sent again', async () => {
    await using api = await loopbackServer(({ headers }, response) => {
      if (headers.authorization !== 'Bearer token-1') return response.end('answer');
      response.writeHead(401, { 'content-length': '10' }).write('abc');
      return setImmediate(() => response.destroy());
    });
    const tokens = await holding(api);
    expect((await tokens.client.fetch(api.origin)).status).toBe(200);
    const { client } = await holding(api, { issuer: fixedToken(api.origin) });
    expect((await client.fetch(api.origin)).status).toBe(401);
  });

  it('that never ends is waited for for a second', async () => {
    await using api = await loopbackServer(({ headers }, response) => {
      if (headers.authorization !== 'Bearer token-1') return response.end('answer');
      return response.writeHead(401).write('and then');
    });
    const clock = new FakeClock();
    const { client } = numberedTokens([api.origin], { clock });
    await client.getToken();
    clock.tick(grownUpMs);
    let status = 0;
    void client.fetch(api.origin).then((answer) => (status = answer.status));
    await expect.poll(() => clock.advance(1000).then(() => status)).toBe(200);
  });
});

describe('a token younger than two seconds that is refused', () => {
  it('is tried once more after a moment, and kept if the API takes it then', async () => {
    let seen = 0;
    await using api = await loopbackServer((_, response) => {
      response.writeHead((seen += 1) === 1 ? 401 : 200).end();
    });
    const clock = new FakeClock();
    const tokens = numberedTokens([api.origin], { clock });
    const call = tokens.client.fetch(api.origin, { method: 'POST', body: 'hello' });
    await expect.poll(() => seen).toBe(1);
    await clock.advance(499);
    expect(seen).toBe(1);
    await clock.advance(1);
    expect((await call).status).toBe(200);
    expect(api.seen.map(({ headers, body }) => [headers.authorization, body.toString()])).toEqual([
      ['Bearer token-1', 'hello'],
      ['Bearer token-1', 'hello'],
    ]);
    expect([tokens.exchanges(), tokens.events.map(({ type }) => type)]).toEqual([
      1,
      ['flight-started', 'exchanged', 'flight-ended', 'resent'],
    ]);
  });

  it('and refused again is thrown away: the request goes out a third time, with another', async () => {
    await using api = await refusing();
    const clock = new FakeClock();
    const tokens = numberedTokens([api.origin], { clock });
    const call = tokens.client.fetch(api.origin);
    await expect.poll(() => api.seen.length).toBe(1);
    await clock.advance(500);
    expect((await call).status).toBe(200);
    expect(api.seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  it.each([
    ['takes it', 1, 200, [50 + 50, 0]],
    ['refuses it again', 2, 200, [50 + 1, 50]],
  ])('is tried by one call of 50 for all, and the API %s', async (_, generations, status, [first, second]) => {
    let generation = 1;
    await using api = await loopbackServer(({ headers }, response) => {
      response.writeHead(headers.authorization === `Bearer token-${generation}` ? 200 : 401).end();
    });
    // Refuses what it does not know yet, or no longer.
    generation = generations === 1 ? 0 : 2;
    const clock = new FakeClock();
    const tokens = numberedTokens([api.origin], { clock });
    const calls = Array.from({ length: 50 }, (_, index) => tokens.client.fetch(`/${index}`));
    await expect.poll(() => api.seen.length).toBe(50);
    generation = generations;
    let answers: Response[] = [];
    void Promise.all(calls).then((all) => (answers = all));
    await expect.poll(() => clock.advance(500).then(() => answers.length)).toBe(50);
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([status]));
    const count = (token: string): number => api.seen.filter(({ headers }) => headers.authorization === token).length;
    expect([count('Bearer token-1'), count('Bearer token-2'), tokens.exchanges()]).toEqual([
      first,
      second,
      generations,
    ]);
  });

  it('is tried by the others when the one that was to try it gives up', async () => {
    let lags = true;
    await using api = await loopbackServer((_, response) => response.writeHead(lags ? 401 : 200).end());
    const clock = new FakeClock();
    const tokens = numberedTokens([api.origin], { clock });
    await tokens.client.getToken();
    const abort = new AbortController();
    const first = tokens.client.fetch('/first', { signal: abort.signal });
    await expect.poll(() => api.seen.length).toBe(1);
    await clock.advance(100);
    const second = tokens.client.fetch('/second');
    await expect.poll(() => api.seen.length).toBe(2);
    await clock.advance(0);
    lags = false;
    abort.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    expect((await second).status).toBe(200);
    expect(tokens.exchanges()).toBe(1);
  });

  it('is thrown away at once when it is two seconds old', async () => {
    await using api = await refusing();
    const clock = new FakeClock();
    const tokens = numberedTokens([api.origin], { clock });
    await tokens.client.getToken();
    clock.tick(2000);
    expect((await tokens.client.fetch(api.origin)).status).toBe(200);
    expect(api.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('is left to the next call where the body cannot be sent twice', async () => {
    await using api = await refusing();
    const clock = new FakeClock();
    const tokens = numberedTokens([api.origin], { clock });
    const init: object = { method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' };
    expect((await tokens.client.fetch(api.origin, init)).status).toBe(401);
    expect(tokens.events).toContainEqual({ type: 'not-resent', reason: 'stream' });
    expect((await tokens.client.getToken()).accessToken).toBe('token-1');
  });

  it('is not taken for new because the issuer gives it again', async () => {
    await using api = await loopbackServer((_, response) => response.writeHead(401).end());
    const clock = new FakeClock();
    const tokens = numberedTokens([api.origin], { clock, issuer: fixedToken(api.origin) });
    await tokens.client.getToken();
    clock.tick(grownUpMs);
    for (const calls of [1, 2, 3]) {
      expect((await tokens.client.fetch(api.origin)).status).toBe(401);
      expect(api.seen).toHaveLength(calls);
    }
  });

  it('leaves its caller free to give up meanwhile', async () => {
    await using api = await refusing();
    const clock = new FakeClock();
    const abort = new AbortController();
    const call = numberedTokens([api.origin], { clock }).client.fetch(api.origin, { signal: abort.signal });
    await expect.poll(() => api.seen.length).toBe(1);
    await clock.advance(499);
    abort.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    expect(api.seen).toHaveLength(1);
  });
});

/** An issuer that gives one token for ever. */
function fixedToken(origin: string): TokenIssuer {
  const exchange = async (): Promise<TokenGrant> => ({ accessToken: 'token-1', expiresInMs: 3_600_000 });
  const prepare = (): TokenExchange => ({ identity: ['fixed'], secret: new Secret('secret'), exchange });
  return { origin: 'https://issuer.example.com', apiOrigins: [origin], prepare };
}
