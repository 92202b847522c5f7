import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addEdgeRoutes, postThroughEdge } from './edge-routes.ts';
import { installPacked, packedConfig } from './install-packed.ts';
import { startMockWorld, type MockWorld } from './mock-world.ts';
import { build, copyApp, filesWith, moveInto, remove, serve, type Finished, type RunningApp } from './next-app.ts';
import { pathFaults, pathFaultsUnderDev } from './path-attacks.ts';

describe('the packed packages in an app on Next 15', () => {
  let directory: string;
  let world: MockWorld;
  let built: Finished;
  let app: RunningApp;

  beforeAll(async () => {
    world = await startMockWorld();
    directory = await mkdtemp(join(tmpdir(), 'tokenkeep-next-15-'));
    await installPacked(directory, 'next@15.5.29');
    await moveInto(directory, await copyApp('app'));
    await addEdgeRoutes(directory);
    await becomeMiddleware(directory);
    await writeFile(join(directory, 'next.config.ts'), packedConfig);
    built = await build(directory);
    if (built.code !== 0) throw new Error(built.output);
    app = await serve(directory, 'start', world.variables);
  });

  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    await world?.[Symbol.asyncDispose]();
    await remove(directory);
  });

  it('build without any secret, and no handler is prerendered', () => {
    expect(built.output).toContain('Next.js 15.5');
    for (const route of ['/api/fixed', '/api/token', '/api/symbl/[...path]'])
      expect(built.output).toContain(`ƒ ${route}`);
  });

  it('share one client between instrumentation, middleware, routes and Server Components', async () => {
    expect(await (await fetch(`${app.url}/in-proxy`)).json()).toEqual({ expiresIn: expect.any(Number) });
    expect(await (await fetch(`${app.url}/api/symbl/v1/conversations/1`)).json()).toMatchObject({ id: '1' });
    expect(await (await fetch(`${app.url}/server`)).text()).toContain('Conversation 7');
    expect((await postToken({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect(world.mock.counters().exchanges).toBe(1);
  });

  it('refuse other sites, other methods and paths that lead astray', async () => {
    expect((await postToken({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const get = await fetch(`${app.url}/api/token`);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
    const before = world.mock.counters().apiCalls;
    for (const path of ['%2e%2e/x', '..%2fx', '%252e%252e', '..%5cx', '1%00']) {
      expect([400, 404]).toContain((await fetch(`${app.url}/api/symbl/v1/conversations/${path}`)).status);
    }
    expect(world.mock.counters().apiCalls).toBe(before);
  });

  it("ask the API for the path that authorize saw, whatever the query says, and for no query but the caller's", async () => {
    expect(await pathFaults(`${app.url}/api/echo`, world)).toEqual([]);
    expect(await pathFaults(`${app.url}/short`, world)).toEqual([]);
    for (const route of ['/api/edge', '/api/edge-named', '/short-edge']) {
      expect(await pathFaults(app.url + route, world, { edge: true })).toEqual([]);
    }
  });

  it('answer a path of one segment on the edge runtime only where the author said where the file stands', async () => {
    const headers = { cookie: 'session=valid' };
    const ask = async (path: string): Promise<number> => (await fetch(app.url + path, { headers })).status;
    expect(await ask('/api/edge/open')).toBe(404);
    expect(await ask('/api/edge-named/open')).toBe(200);
    expect(await ask('/api/edge-named/open/open?nxtPpath=open')).toBe(404);
  });

  it('are asked through rewrites of next.config.ts and of middleware.ts', async () => {
    const headers = { cookie: 'session=valid' };
    for (const path of ['/short/open/conversations/ann', '/conversation/ann', '/by-proxy/ann']) {
      expect((await fetch(`${app.url}${path}?x=1`, { headers })).status).toBe(200);
      expect(world.echo.requests.at(-1)?.url).toMatch(/^\/open\/conversations\/ann\?x=1/);
    }
  });

  it('carry a POST as a POST on the edge runtime, with its body', async () => {
    // The fetch of Next 15 makes a GET of a POST whose Request was derived from another one, on this runtime.
    const body = '{"a":"ö"}';
    const arrived = [200, 'POST', '/open', 'application/json', true, body];
    expect(await postThroughEdge(app, world, body)).toEqual(arrived);
  });

  it('do the same under next dev, with basePath, trailingSlash and i18n', async () => {
    expect(await pathFaultsUnderDev(directory, world)).toEqual([]);
  });

  it('let redirect() in authorize do its work', async () => {
    const headers = { cookie: 'session=expired' };
    const response = await fetch(`${app.url}/api/echo/open`, { headers, redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([307, '/login']);
  });

  it('leave no token and no secret in .next or in what the app prints', async () => {
    const canaries = await world.canaries();
    expect(await filesWith(join(directory, '.next'), canaries)).toEqual([]);
    for (const canary of canaries) expect(app.output()).not.toContain(canary);
  });

  it('fail the build of a client component that imports them, saying why', async () => {
    const page = await copyApp('leaking-app');
    await rm(join(directory, 'app'), { recursive: true });
    await cp(join(page, 'app'), join(directory, 'app'), { recursive: true });
    await remove(page);
    const { code, output } = await build(directory);
    expect(output).toContain('must-stay-on-the-server--it-holds-credentials');
    expect(code).toBe(1);
  });

  function postToken(headers: Record<string, string>): Promise<Response> {
    const all = { ...headers, 'content-type': 'application/json' };
    return fetch(`${app.url}/api/token`, { method: 'POST', headers: all });
  }
});

/** Next 15 calls it middleware, and runs it on Node when asked to. */
async function becomeMiddleware(directory: string): Promise<void> {
  const proxy = join(directory, 'proxy.ts');
  const text = await readFile(proxy, 'utf8');
  const middleware = text.replace('function proxy(', 'function middleware(').replace(' };', ", runtime: 'nodejs' };");
  await writeFile(join(directory, 'middleware.ts'), middleware);
  await rm(proxy);
}
