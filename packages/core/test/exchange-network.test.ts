import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Fault } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { hasOpenssl, makeCertificates, type KeyPair } from './certificates.ts';
import { freshClients } from './fresh-clients.ts';
import { loopbackServer } from './loopback-server.ts';
import { runScript } from './run-script.ts';

const { server, getToken, failure } = await freshClients();

describe('one deadline covers headers and body', () => {
  it.each<[string, Fault]>([
    ['never answers', { kind: 'hang' }],
    ['drips its body', { kind: 'drip', chunkBytes: 1, intervalMs: 100 }],
  ])('of an issuer that %s', async (_, fault) => {
    server.fault({ route: 'token', times: Infinity, fault });
    const startedAt = performance.now();
    expect(await failure({ timeoutMs: 300 })).toMatchObject({
      code: 'ERR_TOKEN_TIMEOUT',
      retryable: true,
      origin: server.url,
      message: expect.stringMatching(/timeoutMs/),
    });
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });

  it.each<[string, (response: ServerResponse) => unknown]>([
    ['nothing has come', () => undefined],
    ['the headers have come', (response) => response.flushHeaders()],
    ['half the body has come', (response) => response.write('{"accessToken":')],
  ])('and the connection is dropped with it, when %s', async (_, start) => {
    const closed = Promise.withResolvers<void>();
    await using issuer = await loopbackServer((_request, response) => {
      response.on('close', () => closed.resolve());
      start(response);
    });
    expect(await failure({ timeoutMs: 300 }, issuer.origin)).toMatchObject({ code: 'ERR_TOKEN_TIMEOUT' });
    await expect(closed.promise).resolves.toBeUndefined();
  });

  it.each<[string, () => Promise<Response>]>([
    ['never settles', () => new Promise<Response>(() => undefined)],
    ['gives a body that never ends', async () => new Response(new ReadableStream({}))],
  ])('of a fetch that knows no signal and %s', async (_, transport) => {
    expect(await failure({ timeoutMs: 200, fetch: transport })).toMatchObject({ code: 'ERR_TOKEN_TIMEOUT' });
  });

  it('and ends the reading of a body that knows no signal', async () => {
    const cancelled = Promise.withResolvers<void>();
    const body = new ReadableStream({ cancel: () => cancelled.resolve() });
    await failure({ timeoutMs: 200, fetch: async () => new Response(body) });
    await expect(cancelled.promise).resolves.toBeUndefined();
  });
});

describe('a network that fails', () => {
  it.each<[string, Fault]>([
    ['before the headers', { kind: 'reset' }],
    ['inside the body', { kind: 'reset', during: 'body' }],
    ['with less than was promised', { kind: 'truncate' }],
  ])('by a connection cut %s is tried again twice', async (_, fault) => {
    server.fault({ route: 'token', times: Infinity, fault });
    expect(await failure()).toMatchObject({
      code: 'ERR_TOKEN_NETWORK',
      reason: 'reset',
      retryable: true,
      origin: server.url,
      message: expect.stringContaining(server.url),
    });
    expect(server.counters().exchanges).toBe(3);
  });

  it('once, fails nobody', async () => {
    server.fault({ route: 'token', fault: { kind: 'reset' } });
    expect((await getToken()).expiresIn).toBeGreaterThan(0);
  });
});

const openssl = hasOpenssl();
if (!openssl) console.warn('SKIPPED: TLS errors, since there is no openssl command to make certificates with.');

describe.runIf(openssl || process.env['CI'])('a certificate', () => {
  it('is accepted if it is right; expired, for another name or self-signed it is ERR_TOKEN_NETWORK (tls), at once', async () => {
    using certificates = makeCertificates();
    const { valid, expired, wrongName, selfSigned, authorityFile } = certificates;
    const servers = await Promise.all([valid, expired, wrongName, selfSigned].map(tlsServer));
    try {
      const script = `
        import { createTokenClient, symbl } from './src/index.ts';
        for (const port of process.env.PORTS.split(',')) {
          const issuer = symbl({ appId: 'a', appSecret: 'b', baseUrl: 'https://localhost:' + port });
          let attempts = 0;
          const onEvent = ({ type }) => type === 'exchange-failed' && (attempts += 1);
          await createTokenClient({ issuer, onEvent }).getToken().then(
            ({ accessToken }) => console.log(accessToken),
            ({ code, reason, retryable }) => console.log(code, reason, retryable, attempts),
          );
        }`;
      const env = { NODE_EXTRA_CA_CERTS: authorityFile, PORTS: servers.map(({ port }) => port).join(',') };
      const { stdout, stderr } = await runScript(script, { env });
      expect(stderr).toBe('');
      const refused = 'ERR_TOKEN_NETWORK tls false 1';
      expect(stdout.trim().split('\n')).toEqual(['abc', refused, refused, refused]);
      expect(servers.map(({ requests }) => requests())).toEqual([1, 0, 0, 0]);
    } finally {
      servers.forEach(({ close }) => close());
    }
  });

  async function tlsServer(pair: KeyPair): Promise<{ port: number; requests: () => number; close: () => void }> {
    let requests = 0;
    const secure = createServer({ ...pair }, (_, response) => {
      requests += 1;
      response.setHeader('content-encoding', 'gzip').end(gzipSync('{"accessToken":"abc","expiresIn":60}'));
    });
    await new Promise<void>((resolve) => secure.listen(0, 'localhost', resolve));
    const { port } = secure.address() as AddressInfo;
    return {
      port,
      requests: () => requests,
      close: () => {
        secure.closeAllConnections();
        secure.close();
      },
    };
  }
});
