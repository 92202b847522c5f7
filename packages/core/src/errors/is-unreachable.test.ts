import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isUnreachable } from './is-unreachable.ts';
import { TokenError } from './token-error.ts';

async function failureOf(work: () => Promise<unknown>): Promise<unknown> {
  return work().then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function failureUnder(listener: RequestListener, work: (url: string) => Promise<unknown>): Promise<unknown> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await failureOf(() => work(`http://127.0.0.1:${port}/`));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('isUnreachable', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['nothing listens', () => failureOf(() => fetch('http://127.0.0.1:4/'))],
    ['the host does not exist', () => failureOf(() => fetch('http://no-such-host.invalid/'))],
    ['the server hangs up', () => failureUnder((request) => request.socket.destroy(), fetch)],
    [
      'the answer breaks off',
      () =>
        failureUnder(
          (_request, response) => {
            response.writeHead(200, { 'content-length': '100' }).write('the beginning');
            setImmediate(() => response.destroy());
          },
          async (url) => (await fetch(url)).text(),
        ),
    ],
  ])('is so if %s', async (_, failure) => {
    const error = await failure();
    expect(error).toBeInstanceOf(TypeError);
    expect(isUnreachable(error)).toBe(true);
  });

  it.each<[string, Error]>([
    ['node-fetch', Object.assign(new Error('request to x failed'), { name: 'FetchError', code: 'ECONNREFUSED' })],
    ['Bun', Object.assign(new Error('Unable to connect.'), { code: 'ConnectionRefused' })],
    ['Deno', new TypeError('error sending request for url (http://127.0.0.1:4/): client error (Connect)')],
  ])('is so of what %s throws', (_, error) => {
    expect(isUnreachable(error)).toBe(true);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a URL that is none', () => failureOf(() => fetch('no url'))],
    ['a port that fetch blocks', () => failureOf(() => fetch('http://127.0.0.1:9/'))],
    ['a scheme that fetch does not know', () => failureOf(() => fetch('gopher://127.0.0.1/'))],
    ['an abort', () => failureOf(() => fetch('http://127.0.0.1:4/', { signal: AbortSignal.abort() }))],
    ['a mistake that speaks of connecting', async () => new TypeError('db.connect is not a function')],
    ["a database's refused connection", async () => Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['a TokenError', async () => new TokenError('Not reached.', { code: 'ERR_TOKEN_NETWORK' })],
    ['nothing', async () => undefined],
  ])('is not so of %s', async (_, failure) => {
    expect(isUnreachable(await failure())).toBe(false);
  });
});
