import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createTokenProxy, type TokenProxyOptions } from '../src/index.ts';
import { appFor, everything, startApi } from './proxy-app.ts';
import { startRecordingServer } from './recording-server.ts';
import { testClient } from './test-client.ts';

describe('a call that is not proxied', () => {
  it('because the API cannot be reached is a 502, and the listener hears why', async () => {
    const server = await startRecordingServer();
    await server[Symbol.asyncDispose]();
    const heard: unknown[] = [];
    const response = await appFor(server, { onError: (error) => heard.push(error) })('v1/x');
    expect([response.status, await response.json()]).toEqual([502, { message: 'The API could not be called.' }]);
    expect(heard).toEqual([expect.objectContaining({ message: 'fetch failed' })]);
  });

  it.each<[string, Partial<TokenProxyOptions>, string, RequestInit, number, string]>([
    [
      'another site',
      {},
      'v1/x',
      { headers: { 'sec-fetch-site': 'cross-site' } },
      403,
      'Sec-Fetch-Site says "cross-site"',
    ],
    ['a script', {}, 'v1/x', { headers: { 'sec-fetch-dest': 'script' } }, 403, 'Sec-Fetch-Dest says "script"'],
    ['a session object', { authorize: () => Object({ user: 'canary' }) }, 'v1/x', {}, 403, 'authorize returned object'],
    ['the list', { allow: ['GET /v1/y'] }, 'v1/x', {}, 404, 'allow does not list GET /v1/x'],
    ['the method', {}, 'v1/x', { method: 'OPTIONS' }, 405, 'the method'],
    ['the type', {}, 'v1/x', { method: 'POST', body: 'canary' }, 415, 'content-type'],
    ['the size', {}, 'v1/x', { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) }, 413, 'larger than 1 MiB'],
    ["the API's 401", {}, 'status/401', {}, 502, 'the API refused the token with 401'],
    ["the API's redirect", {}, 'status/302', {}, 502, 'the API redirects (302)'],
  ])(
    'because of %s is told to the listener, by the check that refused',
    async (_, options, path, init, status, why) => {
      const server = await startApi((request, reply) => {
        reply.writeHead(Number(/^\/status\/(\d+)/.exec(request.url ?? '')?.[1] ?? 200), { location: '/' }).end();
      });
      const heard: unknown[] = [];
      const response = await appFor(server, { onError: (error) => heard.push(error), ...options })(path, init);
      expect(response.status).toBe(status);
      expect(heard).toEqual([
        expect.objectContaining({ name: 'RouteRefusal', status, message: expect.stringContaining(why) }),
      ]);
      expect(String(heard)).not.toContain('canary');
    },
  );

  it("is told to the console in one line: always what is not the caller's doing, the rest in development", async () => {
    const server = await startApi((_request, reply) => reply.writeHead(401).end());
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => said.mockRestore());
    onTestFinished(() => void vi.unstubAllEnvs());
    const call = appFor(server, { allow: ['GET /v1/x'], onError: undefined });
    for (const mode of ['production', 'development']) {
      vi.stubEnv('NODE_ENV', mode);
      await call('v1/x?secret=canary');
      await call('v1/y?secret=canary');
    }
    const refused =
      '@tokenkeep/next: GET /api/symbl/v1/x: Refused with 502: the API refused the token with 401: check that upstream is the API of this issuer.';
    const unlisted = '@tokenkeep/next: GET /api/symbl/v1/y: Refused with 404: allow does not list GET /v1/y.';
    expect(said.mock.calls).toEqual([[refused], [refused], [unlisted]]);
  });

  it('is told to the console where nobody else listens', async () => {
    const server = await startApi();
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => said.mockRestore());
    const error = new Error('no session store');
    await appFor(server, { authorize: () => Promise.reject(error), onError: undefined })('v1/x');
    expect(said.mock.calls).toEqual([['@tokenkeep/next:', error]]);
  });

  it('because the folder of the route file has another name is a 500, and the listener hears the remedy', async () => {
    const heard: unknown[] = [];
    const { GET } = createTokenProxy({
      client: testClient('canary-token'),
      authorize: () => true,
      allow: everything,
      onError: (error) => heard.push(error),
    });
    const response = await GET(new Request('https://app.test/api/v1'), { params: Promise.resolve({ slug: ['v1'] }) });
    expect(response.status).toBe(500);
    expect(heard).toEqual([expect.objectContaining({ message: expect.stringContaining('[...path]') })]);
  });
});
