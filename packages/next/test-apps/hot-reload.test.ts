import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addEdgeRoutes } from './edge-routes.ts';
import { startMockWorld } from './mock-world.ts';
import { copyApp, remove, serve } from './next-app.ts';
import { pathFaultsUnderDev } from './path-attacks.ts';

// By default Turbopack replaces modules in place; the others load whole bundles anew.
describe.each(['--turbopack', '--no-server-fast-refresh', '--webpack'])('next dev %s', (mode) => {
  it('keeps one client through hot reloads', { timeout: 300_000 }, async () => {
    await using world = await startMockWorld();
    const directory = await copyApp('app');
    onTestFinished(() => remove(directory));
    await using app = await serve(directory, 'dev', world.variables, mode);
    const generation = async (): Promise<unknown> => (await fetch(`${app.url}/generation`)).json();

    expect(await generation()).toMatchObject({ generation: 'first' });
    const route = join(directory, 'app', 'generation', 'route.ts');
    const text = await readFile(route, 'utf8');
    for (const name of ['second', 'third']) {
      await writeFile(route, text.replace("'first'", `'${name}'`));
      await expect.poll(generation, { timeout: 90_000, interval: 200 }).toMatchObject({ generation: name });
    }
    expect((await fetch(`${app.url}/api/symbl/v1/conversations/1`)).status).toBe(200);
    expect(await (await fetch(`${app.url}/server`)).text()).toContain('Conversation 7');
    expect((await fetch(`${app.url}/in-proxy`)).status).toBe(200);
    expect(world.mock.counters().exchanges).toBe(1);
  });
});

it('next dev asks the API for the path that authorize saw, with basePath, trailingSlash and i18n too', async () => {
  await using world = await startMockWorld();
  const directory = await copyApp('app');
  onTestFinished(() => remove(directory));
  await addEdgeRoutes(directory);
  expect(await pathFaultsUnderDev(directory, world)).toEqual([]);
});
