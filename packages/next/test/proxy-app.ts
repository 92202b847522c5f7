import { onTestFinished } from 'vitest';
import { createTokenProxy, type TokenProxyOptions } from '../src/index.ts';
import { startRecordingServer, type RecordingServer } from './recording-server.ts';
import { testClient } from './test-client.ts';

/** An `allow` for every path by every method. */
export const everything: readonly string[] = ['GET /**', 'POST /**', 'PUT /**', 'PATCH /**', 'DELETE /**'];

/** An application on `https://app.test` whose proxy leads to the server. @returns how a page of it calls the proxy */
export function appFor(
  server: RecordingServer,
  options: Partial<TokenProxyOptions> = {},
): (path: string, init?: RequestInit) => Promise<Response> {
  const client = testClient('canary-token', { apiOrigins: [server.url] });
  const { GET } = createTokenProxy({
    client,
    authorize: () => true,
    allow: everything,
    upstream: server.url,
    onError() {},
    ...options,
  });
  return (path: string, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(path, 'https://app.test/api/symbl/');
    const headers = new Headers({ 'sec-fetch-site': 'same-origin' });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    const params = Promise.resolve({ path: path.split('?', 1).join('').split('/') });
    return GET(new Request(url, { ...init, headers }), { params });
  };
}

/** An API on loopback, until the test ends. */
export async function startApi(...args: Parameters<typeof startRecordingServer>): Promise<RecordingServer> {
  const server = await startRecordingServer(...args);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}
