import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { MockWorld } from './mock-world.ts';
import type { RunningApp } from './next-app.ts';

/** A proxy to the echo server on the edge runtime, which an app with `cacheComponents` cannot have. */
function proxyOnEdge(more: string): string {
  return `
import { createTokenProxy } from '@tokenkeep/next';
import { tokens } from '../../../../lib/tokens';

export const runtime = 'edge';

export const { GET, POST, PUT, PATCH, DELETE } = createTokenProxy({
  client: tokens,
  authorize: (request) => request.headers.get('cookie') === 'session=valid',
  allow: ['GET /**', 'POST /**'],
  upstream: process.env.ECHO_URL,
  ${more}
});
`;
}

/** Adds `/api/edge`, and `/api/edge-named`, whose author said where it stands. */
export async function addEdgeRoutes(directory: string): Promise<void> {
  for (const [name, more] of [
    ['edge', ''],
    ['edge-named', "route: '/api/edge-named',"],
  ] as const) {
    const folder = join(directory, 'app', 'api', name, '[...path]');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'route.ts'), proxyOnEdge(more));
  }
}

/** The fetch of Next 15 makes a GET of a POST whose `Request` was derived from another one, on this runtime. */
export async function postThroughEdge(app: RunningApp, { echo }: MockWorld): Promise<void> {
  const headers = { cookie: 'session=valid', 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
  const body = '{"a":"ö"}';
  const { status } = await fetch(`${app.url}/api/edge-named/open`, { method: 'POST', headers, body });
  const last = echo.requests.at(-1);
  expect([status, last?.method, last?.url, last?.body.toString()]).toEqual([200, 'POST', '/open', body]);
  expect(last?.headers).toMatchObject({
    'content-type': 'application/json',
    authorization: expect.stringMatching(/^Bearer ./),
  });
}
