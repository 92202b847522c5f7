import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appFor, startApi } from './proxy-app.ts';

describe('a proxied call', () => {
  it('is answered with only the headers that describe the body or the wait, decoded, never stored', async () => {
    const server = await startApi((_request, reply) => {
      reply.writeHead(200, {
        'content-type': 'text/plain',
        'content-language': 'de',
        'content-encoding': 'gzip',
        'x-request-id': 'r2',
        'set-cookie': 'canary=1',
        'cache-control': 'public, max-age=9',
        'access-control-allow-origin': '*',
        'strict-transport-security': 'canary',
        location: 'https://canary.test',
        server: 'canary',
      });
      reply.end(gzipSync('plain text'));
    });
    const response = await appFor(server)('v1/x');
    expect(await response.text()).toBe('plain text');
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/plain',
      'content-language': 'de',
      'x-request-id': 'r2',
      'cache-control': 'no-store',
      pragma: 'no-cache',
      vary: 'Cookie, Origin, Sec-Fetch-Site',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': 'sandbox',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it.each([200, 201, 204, 400, 403, 404, 422, 500])('passes on the status %i', async (status) => {
    const server = await startApi((_request, reply) =>
      reply.writeHead(status).end(status === 204 ? undefined : 'body'),
    );
    const response = await appFor(server)('v1/x');
    expect([response.status, await response.text()]).toEqual([status, status === 204 ? '' : 'body']);
  });

  it.each([429, 503])('passes on the status %i with its Retry-After', async (status) => {
    const server = await startApi((_request, reply) => reply.writeHead(status, { 'retry-after': '17' }).end());
    const response = await appFor(server)('v1/x');
    expect([response.status, response.headers.get('retry-after')]).toEqual([status, '17']);
  });

  it('turns a 401 of the API into a 502 that tells nothing of it', async () => {
    const server = await startApi((_request, reply) =>
      reply.writeHead(401, { 'www-authenticate': 'canary' }).end('canary'),
    );
    const response = await appFor(server)('v1/x');
    expect([response.status, await response.json()]).toEqual([502, { message: 'The API could not be called.' }]);
    expect(response.headers.has('www-authenticate')).toBe(false);
  });

  it.each(['text/html; charset=utf-8', 'text/xsl', 'multipart/x-mixed-replace; boundary=x', 'image/svg+xml'])(
    'is answered so that %s runs no script as a page of the application',
    async (type) => {
      const server = await startApi((_request, reply) => reply.setHeader('content-type', type).end('<script/>'));
      const { headers } = await appFor(server)('v1/x');
      expect(headers.get('content-security-policy')).toBe('sandbox');
      expect(headers.get('content-disposition')).toBe('attachment');
    },
  );

  it.each([302, 401, 600])('lets go of the connection of a %i, which is not passed on', async (status) => {
    const closed = Promise.withResolvers<void>();
    const server = await startApi((request, reply) => {
      request.socket.once('close', closed.resolve);
      reply.writeHead(status).write('a body without an end');
    });
    expect((await appFor(server)('v1/x')).status).toBe(502);
    await closed.promise;
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('logger broke');
      },
    ],
    ['rejects', () => Promise.reject(new Error('logger broke'))],
  ])('gets its fixed answer even if onError %s', async (_, onError) => {
    const rejections: unknown[] = [];
    const onRejection = (reason: unknown): number => rejections.push(reason);
    process.on('unhandledRejection', onRejection);
    onTestFinished(() => void process.off('unhandledRejection', onRejection));
    const server = await startApi((_request, reply) => reply.destroy());
    const refuse = (): never => {
      throw new Error('database');
    };
    for (const [options, status] of [
      [{ authorize: refuse }, 403],
      [{}, 502],
    ] as const) {
      const response = await appFor(server, { ...options, onError })('v1/x');
      expect([response.status, response.headers.get('cache-control')]).toEqual([status, 'no-store']);
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(rejections).toEqual([]);
  });

  it.each(['/v1/other', 'https://canary.test/'])('does not follow a redirect to %s', async (location) => {
    const server = await startApi((_request, reply) => reply.writeHead(302, { location }).end());
    const response = await appFor(server)('v1/x');
    expect([response.status, response.headers.has('location')]).toEqual([502, false]);
    expect(server.requests).toHaveLength(1);
  });
});
