import { describe, expect, it } from 'vitest';
import { runScript } from './run-script.ts';

/** Aborts a call while its body is read, after collections that take whatever only the call itself held. */
async function abort(call: string): Promise<string> {
  const { stdout, stderr } = await runScript(
    `
    import { createServer } from 'node:http';
    import { createTokenClient, Secret } from './src/index.ts';
    const seen = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      if (request.url === '/moved') return response.writeHead(307, { location: '/endless' }).end();
      if (request.url === '/refused' && seen.length === 1) return response.writeHead(401).end();
      response.write('the beginning');
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = 'http://127.0.0.1:' + server.address().port;
    let exchanges = 0;
    const exchange = async () => ({ accessToken: 'token-' + (exchanges += 1), expiresInMs: 60_000 });
    const prepare = () => ({ identity: ['test'], secret: new Secret('secret'), exchange });
    const client = createTokenClient({ issuer: { origin, apiOrigins: [origin], prepare } });
    const caller = new AbortController();
    const { signal } = caller;
    const response = await ${call};
    const read = response.text().then(() => 'ended', (error) => error.name);
    for (let n = 0; n < 3; n += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      globalThis.gc();
    }
    caller.abort();
    console.log(await Promise.race([read, new Promise((resolve) => setTimeout(resolve, 3000, 'hangs'))]));
    process.exit();
    `,
    { flags: ['--expose-gc'] },
  );
  return stdout.trim() + stderr;
}

describe("a caller's abort while the body is read, after garbage collection", () => {
  it.each([
    ['a string', `client.fetch(origin + '/endless', { signal })`],
    ['a POST', `client.fetch(origin + '/endless', { method: 'POST', body: 'x', signal })`],
    ['a redirect', `client.fetch(origin + '/moved', { signal })`],
    ['a 401', `client.fetch(origin + '/refused', { signal })`],
  ])('reaches the call of %s', async (_, call) => {
    expect(await abort(call)).toBe('AbortError');
  });
});
