import { describe, expect, it } from 'vitest';
import { FakeClock } from '../src/testing/index.ts';
import type { LoopbackServer, SeenRequest } from './loopback-server.ts';
import { grownUpMs, numberedTokens } from './numbered-tokens.ts';
import { holding, notResent, refusing } from './refused-token.ts';

describe('after a 401, an authorized fetch', () => {
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
    await using api = await refusing();
    const { client } = await holding(api);

    const init = body === undefined ? {} : { method: 'POST', body };
    expect((await client.fetch(input(api.origin), init)).status).toBe(200);

    const [first, second, ...more] = api.seen.map(withoutBoundary);
    expect(more).toEqual([]);
    expect(first?.headers).toMatchObject({ authorization: 'Bearer token-1', 'content-length': expect.any(String) });
    expect(second).toEqual({ ...first, headers: { ...first?.headers, authorization: 'Bearer token-2' } });
  });

  it.each<[string, () => unknown]>([
    ['a stream', () => new Blob(['hello']).stream()],
    ['an async iterable', () => chunks()],
  ])('never sends %s again, and an event says why', async (_, body) => {
    await using api = await refusing();
    const tokens = await holding(api);
    // An async iterable is a body in Node alone, so the platform's types do not know it.
    const init: object = { method: 'POST', body: body(), duplex: 'half' };
    const response = await tokens.client.fetch(api.origin, init);
    expect([response.status, await response.text()]).toEqual([401, 'refused']);
    expect(api.seen.map((seen) => seen.body.length)).toEqual([5]);
    expect(notResent(tokens)).toEqual([{ type: 'not-resent', reason: 'stream' }]);
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
    expect(api.seen.map(({ headers, body }) => [headers['content-length'], body.length])).toEqual([
      [String(mebibyte + 1), mebibyte + 1],
    ]);
    // The token has been replaced all the same: the next call is right at once.
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
