import { createMockServer } from '@tokenkeep/mock-server';
import { Agent, fetch as undiciFetch } from 'undici';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../src/testing/index.ts';
import { issuerUnderTest } from './issuer-under-test.ts';
import { loopbackServer } from './loopback-server.ts';
import { grownUpMs, numberedTokens } from './numbered-tokens.ts';
import { fixedToken, holding } from './refused-token.ts';

describe('a 401 with a large body', () => {
  it.each([100, 300_000, 3_000_000])(
    'of %i bytes frees its connection, the only one, for the exchange',
    async (size) => {
      await using issuer = await createMockServer();
      await using api = await loopbackServer(async ({ path, method, headers, body }, response) => {
        if (path === '/v1') {
          response.statusCode = headers.authorization?.endsWith(stale) ? 401 : 200;
          return response.end('x'.repeat(size));
        }
        const answer = await fetch(issuer.url + path, {
          method,
          body: new Uint8Array(body),
          headers: { 'content-type': String(headers['content-type']) },
        });
        return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
      });
      const dispatcher = new Agent({ connections: 1 });
      let stale = 'none';
      const tokens = numberedTokens([api.origin], {
        issuer: issuerUnderTest({ ...issuer, url: api.origin }),
        fetch: (url, init) => undiciFetch(url, { ...init, dispatcher }),
        timeoutMs: 10_000,
      });
      stale = (await tokens.client.getToken()).accessToken;
      tokens.clock.ahead(grownUpMs);
      issuer.revoke();
      const startedAt = performance.now();
      expect((await tokens.client.fetch(`${api.origin}/v1`)).status).toBe(200);
      expect(performance.now() - startedAt).toBeLessThan(9000);
      await dispatcher.destroy();
    },
  );

  it.each([
    [300_000, 300_000],
    [3_000_000, 1_048_576],
  ])('of %i bytes is the answer where there is no other token, at least %i of it', async (size, atLeast) => {
    await using api = await loopbackServer((_, response) => {
      response.writeHead(401, 'Not You', { 'content-type': 'text/x', 'x-why': 'because' }).end('y'.repeat(size));
    });
    const tokens = await holding(api, { issuer: fixedToken(api.origin) });
    const response = await tokens.client.fetch(`${api.origin}/a`);
    const { status, statusText, url, headers, redirected } = response;
    expect({ status, statusText, url, redirected }).toEqual({
      status: 401,
      statusText: 'Not You',
      url: `${api.origin}/a`,
      redirected: false,
    });
    expect([headers.get('content-type'), headers.get('x-why')]).toEqual(['text/x', 'because']);
    const said = await response.text();
    expect(said).toBe('y'.repeat(said.length));
    expect(said.length).toBeGreaterThanOrEqual(atLeast);
  });

  it('that breaks off does not keep the request from being sent again', async () => {
    await using api = await loopbackServer(({ headers }, response) => {
      if (headers.authorization !== 'Bearer token-1') return response.end('answer');
      response.writeHead(401, { 'content-length': '10' }).write('abc');
      return setImmediate(() => response.destroy());
    });
    const tokens = await holding(api);
    expect((await tokens.client.fetch(api.origin)).status).toBe(200);
    const { client } = await holding(api, { issuer: fixedToken(api.origin) });
    expect((await client.fetch(api.origin)).status).toBe(401);
  });

  it('that never ends is waited for for a second', async () => {
    await using api = await loopbackServer(({ headers }, response) => {
      if (headers.authorization !== 'Bearer token-1') return response.end('answer');
      return response.writeHead(401).write('and then');
    });
    const clock = new FakeClock();
    const { client } = numberedTokens([api.origin], { clock });
    await client.getToken();
    clock.tick(grownUpMs);
    let status = 0;
    void client.fetch(api.origin).then((answer) => (status = answer.status));
    await expect.poll(() => clock.advance(1000).then(() => status)).toBe(200);
  });
});
