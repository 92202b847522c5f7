import { NextRequest } from 'next/server.js';
import { describe, expect, it } from 'vitest';
import { echo } from './loopback-server.ts';
import { numberedTokens } from './numbered-tokens.ts';

class LyingRequest extends Request {
  override get url(): string {
    return 'https://api.example.com/v1';
  }
}

describe('what is checked is what is sent: an authorized fetch', () => {
  it('does not believe a subclass of Request that says another URL than it is sent to', async () => {
    await using elsewhere = await echo();
    const { client } = numberedTokens(['https://api.example.com']);
    for (const request of [
      new LyingRequest(elsewhere.origin),
      new LyingRequest(elsewhere.origin, { method: 'PUT', body: 'x' }),
    ]) {
      await expect(client.fetch(request)).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
    }
    expect(elsewhere.seen).toEqual([]);
  });

  it('sends a NextRequest, which rewrites 127.0.0.1 to localhost, to where it was made for, if that is allowed', async () => {
    await using api = await echo();
    const rewritten = api.origin.replace('127.0.0.1', 'localhost');
    expect(new NextRequest(`${api.origin}/a`).url).toBe(`${rewritten}/a`);
    const init = { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } };
    const refused = numberedTokens([rewritten]).client.fetch(new NextRequest(`${api.origin}/a`, init));
    await expect(refused).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
    const { client } = numberedTokens([api.origin]);
    expect((await client.fetch(new NextRequest(`${api.origin}/a`, init))).status).toBe(200);
    expect(api.seen).toMatchObject([
      { method: 'POST', path: '/a', headers: { authorization: 'Bearer token-1', 'content-type': 'application/json' } },
    ]);
    expect(api.seen[0]?.body.toString()).toBe('{"a":1}');
  });

  it('reads a foreign Request whose getters change, once', async () => {
    await using api = await echo();
    await using elsewhere = await echo();
    let reads = 0;
    const foreign = {
      get url() {
        return reads++ === 0 ? `${api.origin}/a` : `${elsewhere.origin}/a`;
      },
      method: 'GET',
      headers: new Headers({ 'x-mine': 'yes' }),
      [Symbol.toStringTag]: 'Request',
    };
    const { client } = numberedTokens([api.origin]);
    expect((await Reflect.apply(client.fetch, undefined, [foreign])).status).toBe(200);
    expect(api.seen).toMatchObject([{ path: '/a', headers: { 'x-mine': 'yes', authorization: 'Bearer token-1' } }]);
    expect(elsewhere.seen).toEqual([]);
  });

  it.each(['same', 'other'])('sends what a Proxy of a Request says to nobody but the %s origin', async (which) => {
    await using api = await echo();
    await using elsewhere = await echo();
    const handler: ProxyHandler<Request> = {
      get: (target, name) => (name === 'url' ? `${api.origin}/proxied` : Reflect.get(target, name, target)),
    };
    const inner = new Request(which === 'same' ? `${api.origin}/inner` : `${elsewhere.origin}/inner`);
    const { client } = numberedTokens([api.origin]);
    await client.fetch(new Proxy(inner, handler)).catch(() => undefined);
    expect(elsewhere.seen).toEqual([]);
    expect(api.seen.map(({ path }) => path)).toEqual(['/proxied']);
  });
});

describe('the init of an authorized fetch counts as it does for fetch', () => {
  class Options {
    get method(): string {
      return 'PUT';
    }
    get headers(): HeadersInit {
      return { 'x-mine': 'yes' };
    }
    get body(): string {
      return 'hello';
    }
  }
  const hidden = Object.defineProperties(
    {},
    { method: { get: () => 'PUT' }, headers: { value: { 'x-mine': 'yes' } }, body: { value: 'hello' } },
  );

  it.each<[string, RequestInit]>([
    ['members that are getters of a class', new Options()],
    ['inherited members', Object.create({ method: 'PUT', headers: { 'x-mine': 'yes' }, body: 'hello' })],
    ['own members that are not enumerable', hidden],
    [
      'members without a prototype',
      Object.assign(Object.create(null), new Options(), { method: 'PUT', headers: [['x-mine', 'yes']], body: 'hello' }),
    ],
    ['a method in lower case', { method: 'put', headers: new Headers({ 'x-mine': 'yes' }), body: 'hello' }],
  ])('with %s', async (_, init) => {
    await using api = await echo();
    const { client } = numberedTokens([api.origin]);
    await fetch(api.origin, init);
    await client.fetch(api.origin, init);
    const [plain, ours] = api.seen;
    expect(ours).toEqual({ ...plain, headers: { ...plain?.headers, authorization: 'Bearer token-1' } });
    expect(ours).toMatchObject({ method: 'PUT', headers: { 'x-mine': 'yes', 'content-length': '5' } });
  });

  it('reads a getter once', async () => {
    await using api = await echo();
    let reads = 0;
    const init = {
      get headers() {
        return { 'x-reads': String((reads += 1)) };
      },
    };
    await numberedTokens([api.origin]).client.fetch(api.origin, init);
    expect([reads, api.seen[0]?.headers['x-reads']]).toEqual([1, '1']);
  });

  it.each<[string, (change: string) => RequestInit]>([
    [
      'headers in an object',
      mutable({ 'x-mine': '' }, (headers, value) => ({ headers: Object.assign(headers, { 'x-mine': value }) })),
    ],
    ['Headers', mutable(new Headers(), (headers, value) => (headers.set('x-mine', value), { headers }))],
    [
      'pairs of headers',
      mutable(
        [['x-mine', '']],
        (headers, value) => (headers.splice(0, 1, ['x-mine', value]), { headers: headers as [string, string][] }),
      ),
    ],
    ['parameters', mutable(new URLSearchParams(), (body, value) => (body.set('mine', value), { body }))],
    ['a form', mutable(new FormData(), (body, value) => (body.set('mine', value), { body }))],
    ['bytes', mutable(new Uint8Array(1), (body, value) => (body.set(new TextEncoder().encode(value)), { body }))],
    [
      'many bytes',
      mutable(new Uint8Array(100_000), (body, value) => (body.set(new TextEncoder().encode(value)), { body })),
    ],
  ])('and is read when the call is made: %s that the caller changes for the next call', async (_, initFor) => {
    await using api = await echo();
    const { client } = numberedTokens([api.origin]);
    const seen = (): string[] =>
      api.seen
        .map(
          ({ headers, body }) =>
            `${headers['x-mine'] ?? ''}${/[abc](?=\0|\r|$)/.exec(body.toString('latin1'))?.[0] ?? ''}`,
        )
        .sort();
    // First while the token is awaited, then with a token at hand.
    await Promise.all(['a', 'b', 'c'].map((value) => client.fetch(api.origin, { method: 'POST', ...initFor(value) })));
    expect(seen()).toEqual(['a', 'b', 'c']);
    await Promise.all(['a', 'b', 'c'].map((value) => client.fetch(api.origin, { method: 'POST', ...initFor(value) })));
    expect(seen()).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
  });

  it('and a Request that is changed while the token is awaited', async () => {
    await using api = await echo();
    const request = new Request(api.origin, { headers: { 'x-mine': 'before' } });
    const answer = numberedTokens([api.origin]).client.fetch(request);
    request.headers.set('x-mine', 'after');
    await answer;
    expect(api.seen).toMatchObject([{ headers: { 'x-mine': 'before' } }]);
  });

  it.each([
    ['headers that are none', { headers: 'x' }],
    ['a method that is none', { method: 'no method' }],
    ['a body of a GET', { body: 'x' }],
    ['a redirect that is none', { redirect: 'perhaps' }],
  ])('and %s are the same error', async (_, init) => {
    await using api = await echo();
    await expect(Reflect.apply(fetch, undefined, [api.origin, init])).rejects.toThrow(TypeError);
    const { client } = numberedTokens([api.origin]);
    await expect(Reflect.apply(client.fetch, undefined, [api.origin, init])).rejects.toThrow(TypeError);
    expect(api.seen).toEqual([]);
  });

  function mutable<T>(subject: T, change: (subject: T, value: string) => RequestInit): (value: string) => RequestInit {
    return (value) => change(subject, value);
  }
});
