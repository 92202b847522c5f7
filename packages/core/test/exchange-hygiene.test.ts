import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createMockServer, type Fault, type MockServer } from '@tokenkeep/mock-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createTokenClient,
  Secret,
  TokenError,
  type AccessToken,
  type TokenClientOptions,
  type TokenEvent,
  type TokenIssuer,
} from '../src/index.ts';
import { hasOpenssl, makeCertificates, type KeyPair } from './certificates.ts';
import { answerUnderTest, issuerUnderTest, overSymbl, tokenPath, urlOption } from './issuer-under-test.ts';
import { loopbackServer } from './loopback-server.ts';
import { runScript } from './run-script.ts';

let server: MockServer;
let events: TokenEvent[];

beforeAll(async () => {
  server = await createMockServer();
});

beforeEach(() => {
  server.reset();
  events = [];
});

afterAll(() => server.close());

/** One token, from a client of its own. */
async function getToken(options: Partial<TokenClientOptions> = {}, baseUrl = server.url): Promise<AccessToken> {
  await using client = createTokenClient({
    issuer: issuerUnderTest({ url: baseUrl, apps: server.apps }),
    onEvent: (event) => events.push(event),
    ...options,
  });
  return await client.getToken();
}

async function failure(options?: Partial<TokenClientOptions>, baseUrl?: string): Promise<TokenError> {
  const outcome: unknown = await getToken(options, baseUrl).catch((error: unknown) => error);
  if (!(outcome instanceof TokenError)) throw new Error('A TokenError was expected.', { cause: outcome });
  return outcome;
}

describe('the exchange', () => {
  it.runIf(overSymbl)(
    "is one POST of the credentials as JSON, to the issuer's path, without credentials elsewhere",
    async () => {
      await using issuer = await loopbackServer((_, response) => response.end('{"accessToken":"abc","expiresIn":60}'));
      const { appId, appSecret } = server.apps[0];
      for (const baseUrl of [issuer.origin, `${issuer.origin}/`, `${issuer.origin}/proxy/symbl//`]) {
        expect((await getToken({}, baseUrl)).accessToken).toBe('abc');
      }
      expect(issuer.seen.map(({ method, path }) => [method, path])).toEqual([
        ['POST', '/oauth2/token:generate'],
        ['POST', '/oauth2/token:generate'],
        ['POST', '/proxy/symbl/oauth2/token:generate'],
      ]);
      const [seen] = issuer.seen;
      expect(JSON.parse(String(seen?.body))).toEqual({ type: 'application', appId, appSecret });
      expect(seen?.headers).toMatchObject({ accept: 'application/json', 'content-type': 'application/json' });
      expect(JSON.stringify([seen?.path, seen?.headers])).not.toContain(appSecret);
    },
  );

  it.each([300, 301, 302, 303, 307, 308])('follows no redirect: HTTP %i', async (status) => {
    await using elsewhere = await loopbackServer((_, response) => response.end('{"accessToken":"abc","expiresIn":60}'));
    for (const location of [elsewhere.origin, '/oauth2/token:generate']) {
      server.reset();
      server.fault({ route: 'token', fault: { kind: 'redirect', status, location } });
      expect(await failure()).toMatchObject({
        code: 'ERR_TOKEN_RESPONSE',
        reason: 'redirect',
        status,
        origin: server.url,
        retryable: false,
      });
      expect(server.counters().exchanges).toBe(1);
    }
    expect(elsewhere.seen).toEqual([]);
  });

  it.each([
    ['another origin', () => 'https://evil.test/'],
    ['another port', (origin: string) => origin.replace(/\d+$/, '1')],
    ['another scheme', (origin: string) => origin.replace('http:', 'https:')],
    ['no absolute URL', () => '/oauth2/token:generate'],
  ])('does not let an issuer send the secret to %s', async (_, url) => {
    const calls: unknown[] = [];
    const issuer: TokenIssuer = {
      origin: server.url,
      apiOrigins: [],
      prepare: () => ({
        identity: ['mine'],
        secret: new Secret('canary'),
        async exchange(send) {
          await send({ url: url(server.url), json: { secret: 'canary' } });
          return { accessToken: 'abc', expiresInMs: 60_000 };
        },
      }),
    };
    const error = await failure({ issuer, fetch: async (...args) => (calls.push(args), new Response('{}')) });
    expect(error).toMatchObject({ code: 'ERR_TOKEN_CONFIG', message: expect.stringMatching(/origin.*: .+\.$/) });
    expect(calls).toEqual([]);
  });

  it('goes through the fetch that the client was given', async () => {
    const requests: Request[] = [];
    const transport: typeof fetch = async (input, init) => {
      requests.push(new Request(input, init));
      return new Response(answerUnderTest({ accessToken: 'abc', expiresIn: 60 }));
    };
    expect((await getToken({ fetch: transport }, 'https://api.example.com')).accessToken).toBe('abc');
    const [request, ...more] = requests;
    expect(more).toEqual([]);
    expect(request?.url).toBe(`https://api.example.com${tokenPath}`);
    // Nobody may store the answer, and nobody may follow it elsewhere.
    expect([request?.cache, request?.redirect]).toEqual(['no-store', 'manual']);
  });
});

describe('an answer', () => {
  const right = { accessToken: 'abc', expiresIn: 60 };
  const answer = (body: unknown): Fault => ({ kind: 'status', status: 200, text: answerUnderTest(body) });

  it.each<[string, Fault]>([
    ['under a wrong content type', { kind: 'content-type', contentType: 'text/html' }],
    ['of exactly 64 KiB', { kind: 'oversized', bytes: 64 * 1024 }],
    ['of exactly 64 KiB, compressed', { kind: 'oversized', bytes: 64 * 1024, compressed: true }],
    ['with a byte-order mark', { kind: 'status', status: 200, text: `\uFEFF${answerUnderTest(right)}` }],
    ['with white space around', { kind: 'status', status: 200, text: ` \r\n${answerUnderTest(right)}\n` }],
    ['with other fields', answer({ ...right, tokenType: 'Bearer' })],
    ['with HTTP 201', { kind: 'status', status: 201, text: answerUnderTest(right) }],
    ['with the lifetime as digits', answer({ ...right, expiresIn: '86400' })],
    ['with a broken number of seconds', answer({ ...right, expiresIn: 3599.7 })],
    ['that lives one second', answer({ ...right, expiresIn: 1 })],
    ['that is dripped', { kind: 'drip', chunkBytes: 16, intervalMs: 1 }],
  ])('%s is accepted', async (_, fault) => {
    server.fault({ route: 'token', fault });
    expect((await getToken()).accessToken).toMatch(/^[!-~]+$/);
    expect(server.counters().exchanges).toBe(1);
  });

  it('in pieces that cut a character is accepted', async () => {
    await using issuer = await loopbackServer((_, response) => {
      const bytes = Buffer.from(answerUnderTest({ note: 'é', ...right }));
      response.write(bytes.subarray(0, 10));
      setImmediate(() => response.end(bytes.subarray(10)));
    });
    expect((await getToken({}, issuer.origin)).accessToken).toBe('abc');
  });

  it('that would live for ages lives 7 days', async () => {
    server.fault({ route: 'token', fault: answer({ ...right, expiresIn: 1e15 }) });
    expect((await getToken()).lifetimeMs).toBe(7 * 24 * 60 * 60 * 1000);
  });

  const once = 1;
  const twice = 2;

  it.each<[string, Fault, string, number]>([
    ['HTML', { kind: 'html' }, 'html', once],
    ['HTML under a JSON type', { kind: 'status', status: 200, text: '\n<html>canary</html>' }, 'html', once],
    ['of more than 64 KiB', { kind: 'oversized', bytes: 64 * 1024 + 1 }, 'too-large', once],
    [
      'of more than 64 KiB once unpacked',
      { kind: 'oversized', bytes: 64 * 1024 + 1, compressed: true },
      'too-large',
      once,
    ],
    ['of 64 MiB', { kind: 'oversized', bytes: 64 * 1024 * 1024 }, 'too-large', once],
    ['cut JSON', { kind: 'truncate', framing: 'intact' }, 'json', twice],
    ['without a body', { kind: 'empty' }, 'empty', twice],
    ['HTTP 204', { kind: 'empty', status: 204 }, 'empty', twice],
    ['blank', { kind: 'status', status: 200, text: ' \n' }, 'empty', twice],
    ['words', { kind: 'status', status: 200, text: 'canary' }, 'json', twice],
    ['null', answer(null), 'access-token-missing', twice],
    ['a string', answer('canary'), 'access-token-missing', twice],
    ['a list', answer([right]), 'access-token-missing', twice],
    ['without a token', answer({ expiresIn: 60 }), 'access-token-missing', twice],
    ['with null for a token', answer({ ...right, accessToken: null }), 'access-token-missing', twice],
    ['with a number for a token', answer({ ...right, accessToken: 42 }), 'access-token-missing', twice],
    ['with an empty token', answer({ ...right, accessToken: '' }), 'access-token-missing', twice],
    ['with a blank token', answer({ ...right, accessToken: ' \t' }), 'access-token-missing', twice],
    ['with CR in the token', answer({ ...right, accessToken: 'canary\r' }), 'access-token-invalid', once],
    ['with LF in the token', answer({ ...right, accessToken: 'canary\n' }), 'access-token-invalid', once],
    [
      'with a header in the token',
      answer({ ...right, accessToken: 'canary\r\nX-Evil: 1' }),
      'access-token-invalid',
      once,
    ],
    ['with NUL in the token', answer({ ...right, accessToken: 'canary\0' }), 'access-token-invalid', once],
    ['with a space in the token', answer({ ...right, accessToken: 'canary x' }), 'access-token-invalid', once],
    ['with an umlaut in the token', answer({ ...right, accessToken: 'canaryü' }), 'access-token-invalid', once],
    [
      'with 16,385 characters',
      answer({ ...right, accessToken: 'canary'.padEnd(16_385, 'x') }),
      'access-token-invalid',
      once,
    ],
    ['without a lifetime', answer({ accessToken: 'abc' }), 'expires-in-missing', once],
    ['with a negative lifetime', answer({ ...right, expiresIn: -1 }), 'expires-in-invalid', once],
    ['with a lifetime of "NaN"', answer({ ...right, expiresIn: 'NaN' }), 'expires-in-invalid', once],
    ['with an object for a lifetime', answer({ ...right, expiresIn: {} }), 'expires-in-invalid', once],
  ])('%s is ERR_TOKEN_RESPONSE, not echoed', async (_, fault, reason, exchanges) => {
    server.fault({ route: 'token', times: Infinity, fault });
    const error = await failure();
    expect(error).toMatchObject({ code: 'ERR_TOKEN_RESPONSE', reason, origin: server.url });
    expect(error.message).toMatch(new RegExp(`^Token endpoint .+ at ${server.url}: .+\\.$`));
    expect(`${error.stack}${JSON.stringify([error, events])}`).not.toContain('canary');
    expect(server.counters().exchanges).toBe(exchanges);
  });

  it('that was cut once is asked for again', async () => {
    server.fault({ route: 'token', fault: { kind: 'truncate', framing: 'intact' } });
    expect((await getToken()).expiresIn).toBeGreaterThan(0);
    expect(server.counters().exchanges).toBe(2);
  });

  it('with a token and no second left is asked for again a second later, inside the same call', async () => {
    server.fault({ route: 'token', fault: answer({ ...right, expiresIn: 0 }) });
    await getToken();
    const [first, second, ...more] = server.exchanges();
    expect(more).toEqual([]);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it('with a token and no second left is an error once the time is up', async () => {
    server.fault({ route: 'token', times: Infinity, fault: answer({ ...right, expiresIn: 0 }) });
    expect(await failure({ timeoutMs: 1500 })).toMatchObject({ code: 'ERR_TOKEN_RESPONSE', reason: 'expired' });
    expect(server.counters().exchanges).toBe(2);
  });

  it('with a token that would split a header reaches no header, and no API', async () => {
    const spies = [vi.spyOn(Headers.prototype, 'set'), vi.spyOn(Headers.prototype, 'append')];
    try {
      for (const accessToken of ['canary\r\nX-Evil: 1', 'canary\0', 'canary\n']) {
        server.reset();
        server.fault({ route: 'token', fault: answer({ ...right, accessToken }) });
        await using client = createTokenClient({ issuer: issuerUnderTest(server) });
        await expect(client.fetch(`${server.url}/v1/conversations/1`)).rejects.toMatchObject({
          reason: 'access-token-invalid',
        });
        expect(server.counters().apiCalls).toBe(0);
      }
      expect(JSON.stringify(spies.map((spy) => spy.mock.calls))).not.toContain('canary');
    } finally {
      spies.forEach((spy) => spy.mockRestore());
    }
  });

  it.runIf(overSymbl)(
    'compressed a thousandfold takes less than 8 MiB of memory before it is given up',
    async () => {
      const measure = (read: string): string => `
      import { createTokenClient, symbl } from './src/index.ts';
      const { BASE_URL: baseUrl, APP_ID: appId, APP_SECRET: appSecret } = process.env;
      const getToken = () => createTokenClient({ issuer: symbl({ appId, appSecret, baseUrl }) }).getToken();
      const post = (path, body) => fetch(baseUrl + path, {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
      });
      const spoil = (bytes) => post('/__mock/faults', { route: 'token', fault: { kind: 'oversized', bytes, compressed: true } });
      const read = ${read};
      // Everything is loaded and compiled, and the heap has its size, before it is measured.
      for (let run = 0; run < 30; run += 1) await getToken();
      for (let run = 0; run < 3; run += 1) { await spoil(70000); await read().catch(() => {}); }
      await spoil(128 * 1024 * 1024);
      globalThis.gc();
      const before = process.memoryUsage();
      let rss = 0, buffers = 0;
      const sample = () => {
        const now = process.memoryUsage();
        rss = Math.max(rss, now.rss - before.rss);
        buffers = Math.max(buffers, now.arrayBuffers - before.arrayBuffers);
      };
      const timer = setInterval(sample, 1);
      const outcome = await read().then(() => 'read', (error) => error.reason);
      sample();
      clearInterval(timer);
      console.log(JSON.stringify({ outcome, rss, buffers }));
    `;
      const run = async (read: string): Promise<{ outcome: string; rss: number; buffers: number }> => {
        const { appId, appSecret } = server.apps[0];
        const env = { BASE_URL: server.url, APP_ID: appId, APP_SECRET: appSecret };
        const { stdout, stderr } = await runScript(measure(read), { flags: ['--expose-gc'], env });
        expect(stderr).toBe('');
        return JSON.parse(stdout);
      };
      const mebibyte = 1024 * 1024;

      const bounded = await run('getToken');
      expect(bounded.outcome).toBe('too-large');
      expect(bounded.rss).toBeLessThan(8 * mebibyte);
      expect(bounded.buffers).toBeLessThan(8 * mebibyte);

      // The measure bites: a client without a limit is seen to take it all.
      const unbounded = await run(
        `() => post('/oauth2/token:generate', { type: 'application', appId, appSecret }).then((response) => response.text())`,
      );
      expect(unbounded.rss).toBeGreaterThan(64 * mebibyte);
    },
    60_000,
  );
});

// The exchange's own, whatever the issuer: run once.
describe.runIf(overSymbl)('one deadline covers headers and body', () => {
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
  it.runIf(overSymbl).each<[string, Fault]>([
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

  it('because nobody listens names the origin and says what to check', async () => {
    const closed = await createMockServer();
    const { url } = closed;
    await closed.close();
    const error = await failure({}, url);
    expect(error).toMatchObject({ code: 'ERR_TOKEN_NETWORK', reason: 'refused', origin: url });
    expect(error.message).toMatch(new RegExp(`${url}.*check ${urlOption}`));
    expect(events.filter(({ type }) => type === 'exchange-failed')).toHaveLength(3);
  });

  it('because the host does not exist names it and says what to check, and is not tried again', async () => {
    const error = await failure({}, 'https://does-not-exist.invalid');
    expect(error).toMatchObject({ code: 'ERR_TOKEN_NETWORK', reason: 'dns' });
    expect(error.message).toMatch(new RegExp(`does-not-exist\\.invalid.*check ${urlOption}`));
    // A machine without a name server cannot know that the host does not exist, and may try again.
    const attempts = error.retryable ? 3 : 1;
    expect(events.filter(({ type }) => type === 'exchange-failed')).toHaveLength(attempts);
  });
});

const openssl = hasOpenssl();
if (!openssl) console.warn('SKIPPED: TLS errors, since there is no openssl command to make certificates with.');

describe.runIf(overSymbl && (openssl || process.env['CI']))('a certificate', () => {
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
