import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startMockWorld } from './mock-world.ts';
import { build, copyApp, filesWith, remove, serve } from './next-app.ts';

const page = `
import { connection } from 'next/server';
import { tokens } from '../../lib/tokens';

export const fetchCache = 'force-cache';

export default async function Page() {
  await connection();
  const response = await tokens.fetch(process.env.SYMBL_BASE_URL + '/v1/conversations/3');
  return <output>{await response.text()}</output>;
}
`;

it('a page that caches every fetch caches calls of the API, and no exchange', async () => {
  await using world = await startMockWorld();
  const directory = await copyApp('app');
  onTestFinished(() => remove(directory));
  await rm(join(directory, 'instrumentation.ts'));
  await mkdir(join(directory, 'app', 'cached'));
  await writeFile(join(directory, 'app', 'cached', 'page.tsx'), page);
  expect(await build(directory)).toMatchObject({ code: 0 });
  await using app = await serve(directory, 'start', world.variables);

  expect(await (await fetch(`${app.url}/cached`)).text()).toContain('Conversation 3');
  expect(world.mock.counters().exchanges).toBe(1);
  const next = join(directory, '.next');
  await expect
    .poll(() => filesWith(join(next, 'cache', 'fetch-cache'), ['"Conversation 3"']), { timeout: 20_000 })
    .toHaveLength(1);
  expect(await filesWith(next, await world.canaries())).toEqual([]);
});
