import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TokenClient } from '../src/index.ts';
import { loopbackServer, type LoopbackServer } from './loopback-server.ts';
import { numberedTokens } from './numbered-tokens.ts';
import { holding } from './refused-token.ts';

/** An API that leads from `/from` elsewhere, and answers everything else. */
const redirecting = (status = 302, location = '/to'): Promise<LoopbackServer> =>
  loopbackServer(({ path }, response) => {
    if (path === '/from') response.writeHead(status, { location });
    response.end(`this is ${path}`);
  });

const clientFor = (...apiOrigins: readonly string[]): TokenClient => numberedTokens(apiOrigins).client;

describe('a redirect of the API', () => {
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
    const body = method === 'POST' || method === 'PUT' ? { body: 'hello' } : {};
    const init = { method, headers: { 'x-mine': 'yes' }, ...body };
    const response = await clientFor(api.origin).fetch(`${api.origin}/from`, init);
    expect(response.status).toBe(200);
    const [, to] = api.seen;
    expect(to).toMatchObject({ method: then, path: '/to?x=1' });
    expect(to?.headers).toMatchObject({ authorization: 'Bearer token-1', 'x-mine': 'yes' });
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
    await clientFor(api.origin).fetch(`${api.origin}/from`, { method: 'POST', body: 'hello' });
    expect(api.seen.map(({ method, path }) => [method, path])).toEqual([
      ['POST', '/from'],
      ['GET', '/via'],
      ['GET', '/to'],
    ]);
  });

  it('is returned as it is when it leads to another origin, in whatever disguise', async () => {
    await using elsewhere = await redirecting();
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
      const response = await clientFor(api.origin).fetch(`${api.origin}/from`);
      expect([response.status, response.headers.get('location')]).toEqual([302, location]);
    }
    expect(elsewhere.seen).toEqual([]);
  });

  it.each([
    ['no URL', () => 'http://['],
    ['another port, with credentials in its URL', () => 'http://user:pw@127.0.0.1:0/'],
    ['the same origin, with credentials in its URL', (port: number) => `http://user:pw@127.0.0.1:${port}/`],
  ])('is returned when it leads to %s', async (_, location) => {
    await using api: LoopbackServer = await loopbackServer((_, response) => {
      response.writeHead(302, { location: location(api.port) }).end();
    });
    expect((await clientFor(api.origin).fetch(`${api.origin}/from`)).status).toBe(302);
    expect(api.seen).toHaveLength(1);
  });

  it('does not lead from one allowed origin to another', async () => {
    await using second = await redirecting();
    await using first = await redirecting(307, second.origin);
    const client = clientFor(first.origin, second.origin);
    expect((await client.fetch(`${first.origin}/from`)).status).toBe(307);
    expect(second.seen).toEqual([]);
  });

  it('is not followed when it would need a body that cannot be had again', async () => {
    await using api = await redirecting(307, '/to');
    const init = { method: 'POST', body: new Blob(['hello']).stream(), duplex: 'half' };
    const response = await clientFor(api.origin).fetch(`${api.origin}/from`, init);
    expect(response.status).toBe(307);
    expect(api.seen).toHaveLength(1);
  });

  it('is an error after 20 others, as with fetch', async () => {
    await using api = await redirecting(302, '/from');
    await expect(fetch(`${api.origin}/from`)).rejects.toThrow(TypeError);
    const asFetch = api.seen.length;
    await expect(clientFor(api.origin).fetch(`${api.origin}/from`)).rejects.toThrow(TypeError);
    expect([asFetch, api.seen.length]).toEqual([21, 42]);
  });

  it("is returned with redirect: 'manual' and an error with redirect: 'error', as with fetch", async () => {
    await using api = await redirecting();
    const client = clientFor(api.origin);
    expect((await client.fetch(`${api.origin}/from`, { redirect: 'manual' })).status).toBe(302);
    await expect(client.fetch(`${api.origin}/from`, { redirect: 'error' })).rejects.toThrow(TypeError);
    expect(api.seen.map(({ path }) => path)).toEqual(['/from', '/from']);
  });

  it("keeps redirect: 'manual' when the request is sent again after a 401", async () => {
    await using api = await loopbackServer(({ headers }, response) => {
      response.writeHead(headers.authorization === 'Bearer token-1' ? 401 : 302, { location: '/to' }).end();
    });
    const { client } = await holding(api);
    expect((await client.fetch(`${api.origin}/from`, { redirect: 'manual' })).status).toBe(302);
    expect(api.seen).toHaveLength(2);
  });

  it('is followed for a request with its own Authorization within the origin only, and stays untouched', async () => {
    await using elsewhere = await redirecting();
    await using api = await loopbackServer(({ path }, response) => {
      const location = { '/in': '/to', '/out': elsewhere.origin }[path];
      if (location !== undefined) response.writeHead(302, { location });
      response.end();
    });
    const client = clientFor(api.origin);
    const headers = { authorization: 'Basic bWluZQ==' };
    expect((await client.fetch(`${api.origin}/in`, { headers })).status).toBe(200);
    expect((await client.fetch(`${api.origin}/out`, { headers })).status).toBe(302);
    expect(api.seen.map((seen) => seen.headers.authorization)).toEqual(Array(3).fill(headers.authorization));
    expect(elsewhere.seen).toEqual([]);
  });
});

const hash = (algorithm: string, text: string, encoding: 'base64' | 'base64url' = 'base64'): string =>
  `${algorithm}-${createHash(algorithm).update(text).digest(encoding)}`;

describe('an answer after a followed redirect', () => {
  it('says that it was redirected, and where to, as with fetch; so do its clones', async () => {
    await using api = await redirecting();
    const client = clientFor(api.origin);
    for (const path of ['/from', '/to']) {
      const [plain, ours] = [await fetch(api.origin + path), await client.fetch(api.origin + path)];
      const clone = ours.clone().clone();
      for (const answer of [ours, clone]) {
        expect([answer.redirected, answer.url, answer.status]).toEqual([plain.redirected, plain.url, plain.status]);
      }
      expect([await ours.text(), await clone.text()]).toEqual(['this is /to', 'this is /to']);
    }
  });

  it.each<[string, string, boolean]>([
    ['the right hash', hash('sha256', 'this is /to'), true],
    ['another hash', hash('sha256', 'this is /from'), false],
    ['one right hash of two', `${hash('sha384', 'other')} ${hash('sha384', 'this is /to')}`, true],
    ['a right weak and a wrong strong hash', `${hash('sha256', 'this is /to')} ${hash('sha512', 'other')}`, false],
    ['a wrong weak and a right strong hash', `${hash('sha256', 'other')} ${hash('sha512', 'this is /to')}`, true],
    ['a hash with an option', `${hash('sha512', 'this is /to')}?ct=x`, true],
    ['nothing that is known', 'md5-abc', true],
    ['blanks', '  ', true],
  ])('is held against integrity with %s as fetch does it', async (_, integrity, holds) => {
    await using api = await redirecting();
    const client = clientFor(api.origin);
    for (const path of ['/from', '/to']) {
      for (const each of [fetch, client.fetch]) {
        const outcome = each(api.origin + path, { integrity }).then(
          (answer) => answer.text(),
          (error: unknown) => error,
        );
        expect(String(await outcome)).toMatch(holds ? /^this is \/to$/ : /^TypeError/);
      }
    }
  });

  it.each(['manual', 'error'] as const)(
    'is left to the platform, its integrity too, with redirect: %j',
    async (redirect) => {
      await using api = await redirecting();
      const integrity = hash('sha256', 'other');
      await expect(clientFor(api.origin).fetch(`${api.origin}/to`, { redirect, integrity })).rejects.toThrow(TypeError);
    },
  );
});
