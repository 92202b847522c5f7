import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MockWorld } from './mock-world.ts';
import type { RunningApp } from './next-app.ts';

/** A proxy to the echo server on the edge runtime, which an app with `cacheComponents` cannot have. */
function proxyOnEdge(more: string): string {
  return `
import { createTokenProxy } from '@tokenkeep/next';
import { echoTokens } from '../../../../lib/echo-tokens';

export const runtime = 'edge';

export const { GET, POST, PUT, PATCH, DELETE } = createTokenProxy({
  client: echoTokens,
  authorize: (request) => request.headers.get('cookie') === 'session=valid',
  allow: ['GET /**', 'POST /**'],
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

/** @returns what was answered to a POST of `body`, and what arrived at the API */
export async function postThroughEdge(app: RunningApp, { echo }: MockWorld, body: string): Promise<readonly unknown[]> {
  const headers = { cookie: 'session=valid', 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
  const { status } = await fetch(`${app.url}/api/edge-named/open`, { method: 'POST', headers, body });
  const last = echo.requests.at(-1);
  const presented = last?.headers.authorization?.startsWith('Bearer ') === true;
  return [status, last?.method, last?.url, last?.headers['content-type'], presented, last?.body.toString()];
}
