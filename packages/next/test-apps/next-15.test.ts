import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMockWorld, type MockWorld } from './mock-world.ts';
import { build, copyApp, filesWith, remove, serve, type Finished, type RunningApp } from './next-app.ts';

const run = promisify(execFile);
const here = fileURLToPath(new URL('..', import.meta.url));
const config = 'export default {};\n';
const middleware = `
import { tokens } from './lib/tokens';

export const config = { matcher: '/in-proxy', runtime: 'nodejs' };

export async function middleware(): Promise<Response> {
  const { expiresIn } = await tokens.getToken();
  return Response.json({ expiresIn });
}
`;

describe('the packed packages in an app on Next 15', () => {
  let directory: string;
  let world: MockWorld;
  let built: Finished;
  let app: RunningApp;

  beforeAll(async () => {
    world = await startMockWorld();
    directory = await mkdtemp(join(tmpdir(), 'tokenkeep-next-15-'));
    await install(directory);
    await move(await copyApp('app'), directory);
    await rm(join(directory, 'proxy.ts'));
    await writeFile(join(directory, 'middleware.ts'), middleware);
    await writeFile(join(directory, 'next.config.ts'), config);
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

async function install(directory: string): Promise<void> {
  for (const name of ['core', 'next']) {
    await run('pnpm', ['pack', '--pack-destination', directory], { cwd: join(here, '..', name) });
  }
  const tarballs = (await readdir(directory)).filter((name) => name.endsWith('.tgz')).map((name) => `./${name}`);
  await writeFile(join(directory, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const others = ['next@15.5.29', 'react@19.3.1', 'react-dom@19.3.1', 'typescript@6', '@types/react@19.3.0'];
  const flags = ['--no-audit', '--no-fund', '--prefer-offline'];
  const npm = (): Promise<unknown> =>
    run('npm', ['install', ...flags, ...tarballs, ...others, '@types/node@24.19.2'], { cwd: directory });
  // The network may fail once.
  await npm().catch(npm);
}

async function move(from: string, to: string): Promise<void> {
  for (const name of await readdir(from)) {
    await cp(join(from, name), join(to, name), { recursive: true });
  }
  await remove(from);
}
