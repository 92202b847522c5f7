import { createHash } from 'node:crypto';
import { Agent, request, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createTokenClient, type UnderlyingAnswer, type UnderlyingFetch } from '../src/index.ts';
import { loopbackServer } from './loopback-server.ts';
import { grownUpMs, numberedTokens } from './numbered-tokens.ts';

/** A fetch as node-fetch makes it, whose answers have a stream of Node's for a body, through an agent of one connection. */
function oneConnection(): UnderlyingFetch {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return async (url, { method, headers }) => {
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, { agent, method, headers }, resolve).on('error', reject).end();
    });
    const { statusCode: status = 0 } = incoming;
    const text = async (): Promise<string> => Buffer.concat(await incoming.toArray()).toString();
    return {
      ok: status < 300,
      status,
      headers: new Headers(Object.entries(incoming.headersDistinct).map(([name, [value = ''] = []]) => [name, value])),
      body: incoming,
      text,
      json: async () => JSON.parse(await text()),
    };
  };
}

/** The least that an answer has to have. */
function answer(status: number, headers: Readonly<Record<string, string>> = {}, body?: unknown): UnderlyingAnswer {
  const get = (name: string): string | null => headers[name] ?? null;
  return { ok: status < 300, status, headers: { get }, body, text: async () => 'said', json: async () => 'said' };
}

describe("an answer whose body is a stream of Node's frees its connection, the only one,", () => {
  it.each([300, 300_000, 3_000_000])('when it is a 401 of %i bytes', async (size) => {
    await using api = await loopbackServer(({ headers }, response) => {
      response.statusCode = headers.authorization === 'Bearer token-1' ? 401 : 200;
      response.end('x'.repeat(size));
    });
    const { client, clock } = numberedTokens([api.origin], { fetch: oneConnection() });
    await client.getToken();
    clock.ahead(grownUpMs);
    expect((await client.fetch(api.origin)).status).toBe(200);
  });

  it.each([300, 3_000_000])('when it is a redirect of %i bytes', async (size) => {
    await using api = await loopbackServer(({ path }, response) => {
      if (path === '/from') response.writeHead(302, { location: '/to' });
      response.end('x'.repeat(size));
    });
    const { client } = numberedTokens([api.origin], { fetch: oneConnection() });
    expect((await client.fetch(`${api.origin}/from`)).status).toBe(200);
  });
});

it('an answer that somebody made by hand may have no more than its type asks for', async () => {
  const answers = [answer(302, { location: '/to' }), answer(401, {}, new ReadableStream()), answer(200)];
  const { client, clock } = numberedTokens(['https://api.example.com'], {
    fetch: async () => answers.shift() ?? answer(500),
  });
  await client.getToken();
  clock.ahead(grownUpMs);
  const last = await client.fetch('/from');
  expect([last.status, await last.text(), answers.length]).toEqual([200, 'said', 0]);
});

it('a 401 whose words are beyond Latin-1 is one like any other', async () => {
  const refusal = Buffer.from('HTTP/1.1 401 Nicht – berechtigt\r\nContent-Length: 2\r\n\r\nno');
  const server = createServer((socket) => void socket.on('data', () => socket.write(refusal)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = Object(server.address());
  const { client, clock, exchanges } = numberedTokens([`http://127.0.0.1:${port}`]);
  await client.getToken();
  clock.ahead(grownUpMs);
  const last = await client.fetch('/a', { signal: AbortSignal.timeout(5000) });
  expect([last.status, await last.text(), exchanges()]).toEqual([401, 'no', 2]);
  server.close();
});

it('integrity is asked of the last answer, not of the 401 before it', async () => {
  await using api = await loopbackServer(({ headers }, response) => {
    const refused = headers.authorization === 'Bearer token-1';
    response.writeHead(refused ? 401 : 200).end(refused ? 'no' : 'yes');
  });
  const { client, clock } = numberedTokens([api.origin]);
  await client.getToken();
  clock.ahead(grownUpMs);
  const integrity = `sha256-${createHash('sha256').update('yes').digest('base64')}`;
  expect(await (await client.fetch(api.origin, { integrity })).text()).toBe('yes');
});

it('a redirect is not left to the platform by what only reads like "follow"', async () => {
  await using elsewhere = await loopbackServer((_, response) => response.end());
  await using api = await loopbackServer((_, response) =>
    response.writeHead(302, { location: elsewhere.origin }).end(),
  );
  const issuer = {
    origin: 'https://issuer.example.com',
    apiOrigins: [api.origin],
    prepare: () => ({
      identity: ['x'],
      secret: undefined,
      exchange: async () => ({ accessToken: 'token', expiresInMs: 3_600_000 }),
    }),
    present: (token: string) => ({ 'x-api-key': token }),
  };
  const { fetch } = createTokenClient({ issuer });
  const init = { redirect: Object('follow') };
  expect((await fetch(api.origin, init)).status).toBe(302);
  expect(elsewhere.seen).toEqual([]);
});

describe('a Request', () => {
  it('whose body breaks behind what is held in memory fails its call, and nothing else', async () => {
    await using api = await loopbackServer((_, response) => response.end());
    const unhandled: unknown[] = [];
    const hear = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', hear);
    let pulls = 0;
    const body = new ReadableStream({
      pull(controller) {
        if ((pulls += 1) > 17) throw new Error('the disk is gone');
        controller.enqueue(new Uint8Array(1024 * 1024));
      },
    });
    const init: RequestInit & { duplex: string } = { method: 'POST', body, duplex: 'half' };
    const { client } = numberedTokens([api.origin]);
    await expect(client.fetch(new Request(api.origin, init))).rejects.toThrow('fetch failed');
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', hear);
    expect(unhandled).toEqual([]);
  });

  it('of node-fetch 2, whose body is the bytes themselves, is sent again after a 401', async () => {
    await using api = await loopbackServer(({ headers }, response) =>
      response.writeHead(headers.authorization === 'Bearer token-1' ? 401 : 200).end(),
    );
    const foreign = {
      url: api.origin,
      method: 'POST',
      headers: new Headers(),
      body: Buffer.from('hello'),
      [Symbol.toStringTag]: 'Request',
    };
    const { client, clock } = numberedTokens([api.origin]);
    await client.getToken();
    clock.ahead(grownUpMs);
    expect((await Reflect.apply(client.fetch, undefined, [foreign])).status).toBe(200);
    expect(api.seen.map(({ body }) => body.toString())).toEqual(['hello', 'hello']);
  });

  it.each(['', 'other', null])('beside which an init has the body %j sends what fetch sends', async (body) => {
    await using api = await loopbackServer((_, response) => response.end());
    const { client } = numberedTokens([api.origin]);
    for (const each of [fetch, client.fetch]) {
      await each(new Request(api.origin, { method: 'POST', body: 'hello' }), { body });
    }
    const [plain, ours] = api.seen.map((seen) => seen.body.toString());
    expect(ours).toBe(plain);
  });
});
