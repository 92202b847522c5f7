import { request as httpRequest } from 'node:http';
import { expect, it } from 'vitest';
import type { MockWorld } from './mock-world.ts';
import type { RunningApp } from './next-app.ts';
import { pathFaults } from './path-attacks.ts';

const own = { 'sec-fetch-site': 'same-origin' };

/** What holds for the routes of a running app, whatever it was built with. */
export function proxyClauses(given: () => { readonly app: RunningApp; readonly world: MockWorld }): void {
  it('answers HEAD by Next, empty, and methods that are not exported by 405', async () => {
    const { app } = given();
    const head = await fetch(`${app.url}/api/symbl/v1/conversations/1`, { method: 'HEAD' });
    expect([head.status, head.headers.get('cache-control')]).toEqual([200, 'no-store']);
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']) {
      const response = await fetch(`${app.url}/api/token`, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    }
    const options = await fetch(`${app.url}/api/token`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.test' },
    });
    expect([...options.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('carries query, binary and empty bodies to the API, and no header of the browser', async () => {
    const { app, world } = given();
    const body = Uint8Array.from({ length: 5000 }, (_, at) => at % 256);
    const headers = { ...own, cookie: 'session=valid', 'content-type': 'audio/wav', 'x-forwarded-for': '1.2.3.4' };
    const sent = await fetch(`${app.url}/api/echo/open/a%3Ab?q=1%202&_rsc=x`, { method: 'PUT', headers, body });
    expect(sent.status).toBe(200);
    const empty = await fetch(`${app.url}/api/echo/open`, {
      method: 'POST',
      headers: { ...own, cookie: 'session=valid' },
    });
    expect(empty.status).toBe(200);
    const [first, second] = world.echo.requests.slice(-2);
    expect(first).toMatchObject({ method: 'PUT', url: expect.stringMatching(/^\/open\/a%3Ab\?q=1(?:%20|\+)2/) });
    expect(first?.body.equals(body)).toBe(true);
    expect(first?.headers).not.toHaveProperty('cookie');
    expect(first?.headers).not.toHaveProperty('x-forwarded-for');
    expect(second?.headers['content-length']).toBe('0');
  });

  it('takes bodies of 1 MiB and not a byte more, declared or not', async () => {
    const { app } = given();
    const headers = { ...own, cookie: 'session=valid', 'content-type': 'application/octet-stream' };
    const put = (body: Uint8Array<ArrayBuffer>): Promise<Response> =>
      fetch(`${app.url}/api/echo/open`, { method: 'PUT', headers, body });
    expect((await put(new Uint8Array(1024 * 1024))).status).toBe(200);
    expect((await put(new Uint8Array(1024 * 1024 + 1))).status).toBe(413);
    expect(await raw(app, 'PUT', '/api/echo/open', headers, Buffer.alloc(1024 * 1024 + 1))).toBe(413);
  });

  it.each([
    '/api/symbl/v1/conversations/../../oauth2/token:generate',
    '/api/symbl/v1/conversations/%2e%2e/%2e%2e/x',
    '/api/symbl/v1/conversations/..%2f..%2fx',
    '/api/symbl/v1/conversations/%252e%252e',
    '/api/symbl/v1/conversations/..%5cx',
    '/api/symbl//evil.test/x',
    '/api/symbl/https://evil.test/x',
    '/api/symbl/v1/conversations/1;x',
    '/api/symbl/v1/conversations/1%00',
    '/api/symbl/v1/process/text',
  ])('lets GET %s reach no API', async (path) => {
    const { app, world } = given();
    const before = world.mock.counters().apiCalls;
    expect([308, 400, 404]).toContain(await raw(app, 'GET', path));
    expect(world.mock.counters().apiCalls).toBe(before);
  });

  it("asks the API for the path that authorize saw, whatever the query says, and for no query but the caller's", async () => {
    const { app, world } = given();
    expect(await pathFaults(`${app.url}/api/echo`, world)).toEqual([]);
    expect(await pathFaults(`${app.url}/short`, world)).toEqual([]);
  });

  it('is asked through rewrites of next.config.ts and of proxy.ts', async () => {
    const { app, world } = given();
    const headers = { cookie: 'session=valid' };
    for (const path of ['/short/open/conversations/ann', '/conversation/ann', '/by-proxy/ann']) {
      expect((await fetch(`${app.url}${path}?x=1`, { headers })).status).toBe(200);
      expect(world.echo.requests.at(-1)?.url).toMatch(/^\/open\/conversations\/ann\?x=1/);
    }
  });

  it('lets redirect() and notFound() in authorize do their work', async () => {
    const { app } = given();
    const ask = (session: string): Promise<Response> =>
      fetch(`${app.url}/api/echo/open`, { headers: { cookie: `session=${session}` }, redirect: 'manual' });
    const expired = await ask('expired');
    expect([expired.status, expired.headers.get('location')]).toEqual([307, '/login']);
    expect((await ask('unknown')).status).toBe(404);
    expect((await ask('none')).status).toBe(403);
    expect((await ask('valid')).status).toBe(200);
  });

  it('drops the call of the API when the browser goes', async () => {
    const { app, world } = given();
    const leaving = new AbortController();
    const headers = { cookie: 'session=valid' };
    const response = fetch(`${app.url}/api/echo/open/hang`, { headers, signal: leaving.signal });
    await expect.poll(() => world.echo.requests.at(-1)?.url, { timeout: 20_000 }).toBe('/open/hang');
    leaving.abort();
    await expect(response).rejects.toThrow('aborted');
    await world.dropped;
    expect(app.output()).not.toContain('@tokenkeep/next:');
  });
}

/** Sends the path as it is written, which fetch does not; without a length when there is a body. */
function raw(
  { url }: RunningApp,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: Buffer,
): Promise<number | undefined> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, method, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once('error', reject);
    if (body !== undefined) sent.write(body.subarray(0, 10));
    sent.end(body?.subarray(10));
  });
}
