import { describe, expect, it } from 'vitest';
import { symbl } from '../src/index.ts';
import { issuerBesideApis, newApi } from './issuer-beside-apis.ts';
import { grownUpMs } from './numbered-tokens.ts';
import { holding, notResent, refusing } from './refused-token.ts';

const { issuer, clock, newClient, conversation } = await issuerBesideApis();

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

  it('leaves a request alone that carries its own Authorization, 401 included', async () => {
    await using api = await newApi(new Set(['mine']));
    const client = newClient({ apiOrigins: [api.origin] });
    const headers = { authorization: 'Bearer mine' };
    expect((await client.fetch(api.origin, { headers })).status).toBe(401);
    expect((await client.fetch(new Request(api.origin, { headers }))).status).toBe(401);
    expect(api.seen.map((seen) => seen.headers.authorization)).toEqual(['Bearer mine', 'Bearer mine']);
    expect(issuer.counters().exchanges).toBe(0);
  });

  it('says nothing of a refused request that brought its own token, be it the one that the client holds', async () => {
    await using api = await refusing();
    const tokens = await holding(api);
    const headers = { authorization: 'Bearer token-1' };
    expect((await tokens.client.fetch(api.origin, { headers })).status).toBe(401);
    expect(notResent(tokens)).toEqual([]);
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
