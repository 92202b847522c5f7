import { join } from 'node:path';
import type { MockCounters } from '@tokenkeep/mock-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserClauses } from './browser-clauses.ts';
import { hasBrowser, launchChromium } from './browser.ts';
import { readmeFiles, writeFiles } from '../test/readme-files.ts';
import { addEdgeRoutes, postThroughEdge } from './edge-routes.ts';
import { launchFirefox } from './firefox.ts';
import { startMockWorld, type MockWorld } from './mock-world.ts';
import { build, copyApp, filesWith, remove, serve, type Finished, type RunningApp } from './next-app.ts';
import { pathFaults } from './path-attacks.ts';
import { proxyClauses } from './proxy-clauses.ts';
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

  proxyClauses(() => ({ app, world }));

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

  browserClauses(() => ({ app, world }));

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

  async function getJson(path: string): Promise<unknown> {
    return (await fetch(app.url + path)).json();
  }

  function postJson(path: string): Promise<Response> {
    const headers = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
    return fetch(app.url + path, { method: 'POST', headers });
  }
});
