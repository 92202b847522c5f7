import { describe, expect, it, vi } from 'vitest';
import { createTokenClient, Secret, type TokenIssuer } from '../src/index.ts';
import { answer, freshClients, right } from './fresh-clients.ts';
import { issuerUnderTest } from './issuer-under-test.ts';
import { loopbackServer } from './loopback-server.ts';
import { runScript } from './run-script.ts';

const { server, getToken, failure } = await freshClients();

describe('the exchange', () => {
  it("is one POST of the credentials as JSON, to the issuer's path, without credentials elsewhere", async () => {
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
});

describe('an answer', () => {
  it('in pieces that cut a character is accepted', async () => {
    await using issuer = await loopbackServer((_, response) => {
      const bytes = Buffer.from(JSON.stringify({ note: 'é', ...right }));
      response.write(bytes.subarray(0, 10));
      setImmediate(() => response.end(bytes.subarray(10)));
    });
    expect((await getToken({}, issuer.origin)).accessToken).toBe('abc');
  });

  it('that would live for ages lives 7 days', async () => {
    server.fault({ route: 'token', fault: answer({ ...right, expiresIn: 1e15 }) });
    expect((await getToken()).lifetimeMs).toBe(7 * 24 * 60 * 60 * 1000);
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

  it('compressed a thousandfold takes less than 8 MiB of memory before it is given up', async () => {
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
  }, 60_000);
});
