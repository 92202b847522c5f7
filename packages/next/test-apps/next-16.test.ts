import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { MockCounters } from '@tokenkeep/mock-server';
import type { Browser, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, launchChromium } from './browser.ts';
import { readmeFiles, writeFiles } from '../test/readme-files.ts';
import { addEdgeRoutes, postThroughEdge } from './edge-routes.ts';
import { launchFirefox } from './firefox.ts';
import { startMockWorld, type MockWorld } from './mock-world.ts';
import { build, copyApp, filesWith, remove, serve, type Finished, type RunningApp } from './next-app.ts';
import { readAcross, readNoCors, sendJson, sendNoCors, submitForm, type Attempt } from './other-site.ts';
import { pathFaults } from './path-attacks.ts';
import { scriptsThatRan } from './script-attacks.ts';

describe.each(['false', 'true'])('an app on Next 16 with cacheComponents: %s', (cacheComponents) => {
  const withCacheComponents = cacheComponents === 'true';
  let directory: string;
  let world: MockWorld;
  let withoutSecrets: Finished;
  let withSecrets: Finished;
  let askedByBuild: MockCounters;
  let app: RunningApp;

  beforeAll(async () => {
    world = await startMockWorld();
    directory = await copyApp('app');
    const { files } = await readmeFiles();
    // But for the tests that it shows, and for the client, whose options a test rewrites.
    await writeFiles(
      directory,
      [...files].filter(([path]) => !/test|lib\/tokens/.test(path)),
    );
    if (!withCacheComponents) await addEdgeRoutes(directory);
    const variables = { CACHE_COMPONENTS: cacheComponents };
    withoutSecrets = await build(directory, variables);
    withSecrets = await build(directory, { ...variables, ...world.variables });
    if (withSecrets.code !== 0) throw new Error(withSecrets.output);
    askedByBuild = world.mock.counters();
    app = await serve(directory, 'start', { ...variables, ...world.variables });
  });

  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    await world?.[Symbol.asyncDispose]();
    await remove(directory);
  });

  it('builds without any secret', () => {
    expect(withoutSecrets).toMatchObject({ code: 0 });
  });

  it('prerenders no route handler, though it could ask for a token while it builds', () => {
    expect(askedByBuild).toMatchObject({ exchanges: 0, apiCalls: 0 });
    for (const route of [
      '/api/fixed',
      '/api/health',
      '/api/token',
      '/api/symbl/[...path]',
      '/api/echo/[...path]',
      '/generation',
    ]) {
      expect(withSecrets.output).toContain(`ƒ ${route}`);
    }
  });

  it('has one client for instrumentation, proxy.ts, routes, Server Components and actions', async () => {
    expect(await getJson('/in-proxy')).toEqual({ expiresIn: expect.any(Number) });
    expect(await getJson('/generation')).toMatchObject({ generation: 'first' });
    expect(await getJson('/api/symbl/v1/conversations/1')).toMatchObject({ id: '1' });
    expect(await (await fetch(`${app.url}/server`)).text()).toContain('Conversation 7');
    expect((await postJson('/api/token')).status).toBe(200);
    expect(world.mock.counters()).toMatchObject({ exchanges: 1, minted: 1 });
  });

  it('shows the page that the README has, and the health that it has', async () => {
    expect(await (await fetch(`${app.url}/conversations/5`)).text()).toContain('Conversation 5');
    const health = await fetch(`${app.url}/api/health`);
    expect([health.status, await health.json()]).toEqual([200, { up: true }]);
  });

  it('answers HEAD by Next, empty, and methods that are not exported by 405', async () => {
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
    const headers = { ...own, cookie: 'session=valid', 'content-type': 'application/octet-stream' };
    const put = (body: Uint8Array<ArrayBuffer>): Promise<Response> =>
      fetch(`${app.url}/api/echo/open`, { method: 'PUT', headers, body });
    expect((await put(new Uint8Array(1024 * 1024))).status).toBe(200);
    expect((await put(new Uint8Array(1024 * 1024 + 1))).status).toBe(413);
    expect(await raw('PUT', '/api/echo/open', headers, Buffer.alloc(1024 * 1024 + 1))).toBe(413);
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
    const before = world.mock.counters().apiCalls;
    expect([308, 400, 404]).toContain(await raw('GET', path, {}));
    expect(world.mock.counters().apiCalls).toBe(before);
  });

  it("asks the API for the path that authorize saw, whatever the query says, and for no query but the caller's", async () => {
    expect(await pathFaults(`${app.url}/api/echo`, world)).toEqual([]);
    expect(await pathFaults(`${app.url}/short`, world)).toEqual([]);
  });

  it('is asked through rewrites of next.config.ts and of proxy.ts', async () => {
    const headers = { cookie: 'session=valid' };
    for (const path of ['/short/open/conversations/ann', '/conversation/ann', '/by-proxy/ann']) {
      expect((await fetch(`${app.url}${path}?x=1`, { headers })).status).toBe(200);
      expect(world.echo.requests.at(-1)?.url).toMatch(/^\/open\/conversations\/ann\?x=1/);
    }
  });

  describe.skipIf(withCacheComponents)('on the edge runtime', () => {
    it('asks the API for the path that authorize saw, whatever the query says', async () => {
      for (const route of ['/api/edge', '/api/edge-named', '/short-edge']) {
        expect(await pathFaults(app.url + route, world, { edge: true })).toEqual([]);
      }
    });

    it('knows where a path of one segment begins, since Next tells the name of the file', async () => {
      const headers = { cookie: 'session=valid' };
      const ask = async (path: string): Promise<number> => (await fetch(app.url + path, { headers })).status;
      expect(await ask('/api/edge/open')).toBe(200);
      expect(await ask('/api/edge/open/open?nxtPpath=open')).toBe(404);
      expect(await ask('/short-edge/open')).toBe(404);
    });

    it('carries a POST as a POST, with its body', async () => {
      // The fetch of Next 15 makes a GET of a POST whose Request was derived from another one, on this runtime.
      const body = '{"a":"ö"}';
      const arrived = [200, 'POST', '/open', 'application/json', true, body];
      expect(await postThroughEdge(app, world, body)).toEqual(arrived);
    });
  });

  it('lets redirect() and notFound() in authorize do their work', async () => {
    const ask = (session: string): Promise<Response> =>
      fetch(`${app.url}/api/echo/open`, { headers: { cookie: `session=${session}` }, redirect: 'manual' });
    const expired = await ask('expired');
    expect([expired.status, expired.headers.get('location')]).toEqual([307, '/login']);
    expect((await ask('unknown')).status).toBe(404);
    expect((await ask('none')).status).toBe(403);
    expect((await ask('valid')).status).toBe(200);
  });

  it('drops the call of the API when the browser goes', async () => {
    const leaving = new AbortController();
    const headers = { cookie: 'session=valid' };
    const response = fetch(`${app.url}/api/echo/open/hang`, { headers, signal: leaving.signal });
    await expect.poll(() => world.echo.requests.at(-1)?.url, { timeout: 20_000 }).toBe('/open/hang');
    leaving.abort();
    await expect(response).rejects.toThrow('aborted');
    await world.dropped;
    expect(app.output()).not.toContain('@tokenkeep/next:');
  });

  describe.runIf(hasBrowser())('in a browser', () => {
    let browser: Browser;
    let evil: Server;

    beforeAll(async () => {
      browser = await launchBrowser();
      evil = createServer((_request, reply) => {
        reply.setHeader('content-type', 'text/html').end('<!doctype html><title>Another site</title>');
      });
      await new Promise<void>((resolve) => {
        evil.listen(0, '127.0.0.1', resolve);
      });
    });

    afterAll(async () => {
      await browser?.close();
      evil?.close();
    });

    it('a page calls the API through the proxy, and neither network log nor storage holds a token', async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      const log: Promise<string>[] = [];
      page.on('request', (request) =>
        log.push(request.allHeaders().then((all) => JSON.stringify([request.url(), all]))),
      );
      page.on('response', (response) => {
        log.push(response.allHeaders().then((all) => JSON.stringify(all)));
        log.push(response.text().catch(() => ''));
      });
      await page.goto(app.url);
      await page.getByRole('button').click();
      await page.getByText('Conversation 42').waitFor();
      await page.goto(`${app.url}/action`);
      await page.getByRole('button').click();
      await page.getByText('Conversation 9').waitFor();
      const stored = await page.evaluate(async () =>
        JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, await indexedDB.databases()]),
      );
      const seen = [...(await Promise.all(log)), stored, JSON.stringify(await context.storageState())].join('\n');
      expect(seen).toContain('Conversation 42');
      for (const canary of await world.canaries()) expect(seen).not.toContain(canary);
      await context.close();
    });

    it('another site gets 403 for every form and fetch that the browser lets it send', async () => {
      const { port } = evil.address() as AddressInfo;
      const before = world.mock.counters();
      const tokenRoute = `${app.url}/api/token`;
      const proxied = `${app.url}/api/symbl/v1/process/text`;
      const read = `${app.url}/api/symbl/v1/conversations/1`;
      for (const site of [`http://localhost:${port}`, `http://127.0.0.1:${port}`]) {
        for (const target of [tokenRoute, proxied]) {
          for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']) {
            expect(await statusFrom(site, submitForm, { target, type })).toBe(403);
          }
          expect(await statusFrom(site, sendNoCors, { target })).toBe('blocked');
          // A media type that no form has needs a preflight, and there is no CORS header to let it pass.
          expect(await resultFrom(site, sendJson, target)).toBe('TypeError');
        }
        expect(await statusFrom(site, submitForm, { target: read })).toBe(403);
        expect(await statusFrom(site, readNoCors, { target: read })).toBe('blocked');
        expect(await resultFrom(site, readAcross, read)).toBe('TypeError');
      }
      expect(world.mock.counters()).toEqual(before);
    });

    /**
     * What the app answered when a page of the site did this. Where the page asks for no permission, the browser keeps the
     * answer from it, by its Cross-Origin-Resource-Policy.
     */
    async function statusFrom(
      site: string,
      act: (attempt: Attempt) => unknown,
      attempt: Attempt,
    ): Promise<number | 'blocked'> {
      const page = await browser.newPage();
      await page.goto(site);
      const isIt = (request: Request): boolean => request.url().split('?', 1)[0] === attempt.target;
      const answered = Promise.race([
        page.waitForEvent('response', (response) => isIt(response.request())).then((response) => response.status()),
        page
          .waitForEvent(
            'requestfailed',
            (request) => isIt(request) && request.failure()?.errorText.includes('BLOCKED_BY_RESPONSE') === true,
          )
          .then(() => 'blocked' as const),
      ]);
      // A form takes the page away, and with it the answer of `evaluate`.
      const acted = page.evaluate<unknown, Attempt>(act, attempt).catch(() => undefined);
      const outcome = await answered;
      await acted;
      await page.close();
      return outcome;
    }

    /** What the page itself learnt from it. */
    async function resultFrom(site: string, act: (target: string) => Promise<string>, target: string): Promise<string> {
      const page = await browser.newPage();
      await page.goto(site);
      const result = await page.evaluate(act, target);
      await page.close();
      return result;
    }
  });

  describe.skipIf(withCacheComponents).each([
    ['chromium', launchChromium],
    ['firefox-esr', launchFirefox],
  ] as const)('in %s', (name, launch) => {
    it.runIf(hasBrowser(name))('no body that the API sends runs as a script of the application', async () => {
      await using visitor = await launch();
      const own = name === 'chromium' ? 'page text/xsl' : 'page multipart/x-mixed-replace; boundary=b';
      const expected = ['page text/html', 'script text/javascript', own];
      expect(await scriptsThatRan(visitor, app, world, expected)).toEqual([]);
    });
  });

  // Last, so that it sees what all of the above left behind.
  it('leaves no token and no secret in .next or in what it prints', async () => {
    const canaries = await world.canaries();
    expect(await filesWith(join(directory, '.next'), canaries)).toEqual([]);
    for (const canary of canaries) expect(app.output() + withSecrets.output).not.toContain(canary);
  });

  const own = { 'sec-fetch-site': 'same-origin' };

  async function getJson(path: string): Promise<unknown> {
    return (await fetch(app.url + path)).json();
  }

  function postJson(path: string): Promise<Response> {
    return fetch(app.url + path, { method: 'POST', headers: { ...own, 'content-type': 'application/json' } });
  }

  /** Sends the path as it is written, which fetch does not; without a length when there is a body. */
  function raw(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: Buffer,
  ): Promise<number | undefined> {
    const { hostname, port } = new URL(app.url);
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
});
