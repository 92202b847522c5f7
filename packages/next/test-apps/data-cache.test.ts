import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMockWorld, type MockWorld } from './mock-world.ts';
import { build, copyApp, filesWith, remove, serve, type RunningApp } from './next-app.ts';

const page = (client: string): string => `
import { createTokenClient, symbl } from '@tokenkeep/core';
import { sharedTokenClient } from '@tokenkeep/next';
import { connection } from 'next/server';

export const fetchCache = 'force-cache';

const tokens = ${client};

export default async function Page() {
  await connection();
  const response = await tokens.fetch(process.env.SYMBL_BASE_URL + '/v1/conversations/3');
  return <output>{await response.text()}</output>;
}
`;

const clients = {
  shared: "sharedTokenClient('of the page', () => ({ issuer: symbl() }))",
  plain: 'createTokenClient({ issuer: symbl() })',
  'own-fetch': 'createTokenClient({ issuer: symbl(), fetch: (url, init) => fetch(url, { ...init, keepalive: true }) })',
};

const route = `
import { createTokenProxy, sharedTokenClient } from '@tokenkeep/next';
import { symbl } from '@tokenkeep/core';

export const fetchCache = 'force-cache';

export const { GET } = createTokenProxy({
  client: sharedTokenClient('of the route', () => ({ issuer: symbl() })),
  authorize: () => true,
  allow: ['GET /v1/conversations/*'],
});
`;

describe('in a segment that caches every fetch', () => {
  let directory: string;
  let world: MockWorld;
  let app: RunningApp;

  beforeAll(async () => {
    world = await startMockWorld();
    directory = await copyApp('app');
    await rm(join(directory, 'instrumentation.ts'));
    for (const [name, client] of Object.entries(clients)) {
      await mkdir(join(directory, 'app', 'cached', name), { recursive: true });
      await writeFile(join(directory, 'app', 'cached', name, 'page.tsx'), page(client));
    }
    await mkdir(join(directory, 'app', 'cached', 'proxied', '[...path]'), { recursive: true });
    await writeFile(join(directory, 'app', 'cached', 'proxied', '[...path]', 'route.ts'), route);
    const { code, output } = await build(directory);
    if (code !== 0) throw new Error(output);
    app = await serve(directory, 'start', world.variables);
  });

  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    await world?.[Symbol.asyncDispose]();
    await remove(directory);
  });

  it('calls of the API are cached, and no exchange, whoever makes the client', async () => {
    for (const name of Object.keys(clients)) {
      const before = world.mock.counters().exchanges;
      expect(await (await fetch(`${app.url}/cached/${name}`)).text()).toContain('Conversation 3');
      expect(world.mock.counters().exchanges).toBe(before + 1);
    }
    const next = join(directory, '.next');
    await expect
      .poll(() => filesWith(join(next, 'cache', 'fetch-cache'), ['"Conversation 3"']), { timeout: 20_000 })
      .not.toEqual([]);
    expect(await filesWith(next, await world.canaries())).toEqual([]);
  });

  it('what the proxy is answered is not cached: it is for one user', async () => {
    const before = world.mock.counters().apiCalls;
    for (let call = 0; call < 2; call += 1) {
      expect((await fetch(`${app.url}/cached/proxied/v1/conversations/4`)).status).toBe(200);
    }
    expect(world.mock.counters().apiCalls).toBe(before + 2);
  });
});
