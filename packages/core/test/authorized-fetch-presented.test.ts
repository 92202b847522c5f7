import { describe, expect, it } from 'vitest';
import {
  createTokenClient,
  Secret,
  type TokenClient,
  type TokenClientOptions,
  type TokenIssuer,
} from '../src/index.ts';
import { echo, loopbackServer, type LoopbackServer } from './loopback-server.ts';
import { movedClock } from './moved-clock.ts';
import { grownUpMs, numberedTokens } from './numbered-tokens.ts';

type Present = NonNullable<TokenIssuer['present']>;

/** A client whose issuer presents `token-1`, `token-2`, … in its own way. */
function presenting(api: LoopbackServer, present: Present, options: Partial<TokenClientOptions> = {}): TokenClient {
  let exchanges = 0;
  return createTokenClient({
    issuer: {
      origin: 'https://issuer.example.com',
      apiOrigins: [api.origin],
      prepare: () => ({
        identity: ['presenting'],
        secret: new Secret('secret'),
        exchange: async () => ({ accessToken: `token-${(exchanges += 1)}`, expiresInMs: 3_600_000 }),
      }),
      present,
    },
    ...options,
  });
}

describe('a token is presented as the issuer says', () => {
  it.each<[string, Present, object]>([
    ['in a header of another name', (token) => ({ 'X-Api-Key': token }), { 'x-api-key': 'token-1' }],
    ['under another scheme', (token) => ({ authorization: `Token ${token}` }), { authorization: 'Token token-1' }],
    ['in several headers', (token) => ({ a: token, b: 'x' }), { a: 'token-1', b: 'x' }],
    ['later', async (token) => ({ 'x-later': token }), { 'x-later': 'token-1' }],
  ])('%s', async (_, present, headers) => {
    await using api = await echo();
    const client = presenting(api, present);
    expect((await client.fetch('/a', { headers: { 'x-mine': 'yes' } })).status).toBe(200);
    expect(api.seen[0]?.headers).toMatchObject({ ...headers, 'x-mine': 'yes' });
    expect(api.seen[0]?.headers['authorization']).toBe(Reflect.get(headers, 'authorization'));
  });

  it('for the method and the URL that are sent, at each hop and at each try', async () => {
    const refused = new Set(['token-1 POST']);
    await using api: LoopbackServer = await loopbackServer(({ path, method, headers }, response) => {
      if (refused.has(`${headers['x-token']} ${method}`)) return response.writeHead(401).end();
      return response.writeHead(path === '/from' ? 303 : 200, { location: '/to' }).end();
    });
    const asked: string[] = [];
    const clock = movedClock();
    const present: Present = (token, { method, url }) => {
      asked.push(`${token} ${method} ${url.replace(api.origin, '')}`);
      return { 'x-token': token };
    };
    const client = presenting(api, present, { clock });
    await client.getToken();
    clock.ahead(grownUpMs);
    expect((await client.fetch('/from', { method: 'post', body: 'x' })).status).toBe(200);
    expect(asked).toEqual(['token-1 POST /from', 'token-2 POST /from', 'token-2 GET /to']);
  });

  it('and a request that brings one of these headers goes out as it is, its 401 too', async () => {
    await using api = await loopbackServer((_, response) => response.writeHead(401).end());
    const client = presenting(api, (token) => ({ 'x-api-key': token, 'x-other': 'x' }));
    expect((await client.fetch('/a', { headers: { 'X-API-KEY': 'mine' } })).status).toBe(401);
    expect(api.seen).toHaveLength(1);
    expect(api.seen[0]?.headers).toMatchObject({ 'x-api-key': 'mine' });
    expect(api.seen[0]?.headers['x-other']).toBeUndefined();
  });

  it.each<[string, Present]>([
    [
      'that throws',
      () =>
        Reflect.apply(
          () => {
            throw new Error('canary');
          },
          undefined,
          [],
        ),
    ],
    ['that rejects', () => Promise.reject(new Error('canary'))],
    ['that gives nothing', () => ({})],
    ['that gives no headers', () => Reflect.apply(() => 'canary', undefined, [])],
    ['that gives a value with a line break', (token) => ({ 'x-key': `${token}\r\ncanary` })],
    ['that gives a name with a space', (token) => ({ 'x key': token })],
    ['that gives a number', () => Reflect.apply(() => ({ 'x-key': 1 }), undefined, [])],
  ])('or not at all: present() %s is a mistake that is named, without the token', async (_, present) => {
    await using api = await echo();
    const error: unknown = await presenting(api, present)
      .fetch('/a')
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'ERR_TOKEN_CONFIG',
      message: expect.stringMatching(/^present\(\) of the issuer .+: .+\.$/),
    });
    expect(String(error)).not.toMatch(/canary|token-1/);
    expect(api.seen).toEqual([]);
  });
});

describe('override: true', () => {
  it.each<[string, HeadersInit]>([
    ['in an object', { Authorization: 'Bearer unused', 'x-mine': 'yes' }],
    ['in two cases', { Authorization: 'Bearer unused', authorization: 'unused', 'x-mine': 'yes' }],
    [
      'in pairs',
      [
        ['AUTHORIZATION', 'Bearer unused'],
        ['x-mine', 'yes'],
      ],
    ],
    ['in Headers', new Headers({ authorization: 'Bearer unused', 'x-mine': 'yes' })],
  ])('replaces what an SDK insists on sending, %s', async (_, headers) => {
    await using api = await echo();
    const { client } = numberedTokens([api.origin], { override: true });
    await client.fetch('/a', { headers });
    await client.fetch(
      new Request(`${api.origin}/b`, {
        headers: new Headers(headers instanceof Headers ? headers : { authorization: 'unused', 'x-mine': 'yes' }),
      }),
    );
    expect(api.seen.map((seen) => [seen.headers.authorization, seen.headers['x-mine']])).toEqual([
      ['Bearer token-1', 'yes'],
      ['Bearer token-1', 'yes'],
    ]);
  });

  it("replaces the issuer's own headers, and sends again after a 401", async () => {
    await using api = await loopbackServer(({ headers }, response) => {
      response.writeHead(headers['x-key'] === 'token-1' ? 401 : 200).end();
    });
    const clock = movedClock();
    const client = presenting(api, (token) => ({ 'X-Key': token }), { clock, override: true });
    await client.getToken();
    clock.ahead(grownUpMs);
    expect((await client.fetch('/a', { headers: { 'x-key': 'unused', authorization: 'mine' } })).status).toBe(200);
    expect(api.seen.map(({ headers }) => [headers['x-key'], headers.authorization])).toEqual([
      ['token-1', 'mine'],
      ['token-2', 'mine'],
    ]);
  });

  it.each(['yes', 1, 'false'])('is true or false, not %j', (override) => {
    expect(() => Reflect.apply(numberedTokens, undefined, [['https://api.example.com'], { override }])).toThrow(
      /^override must be/,
    );
  });
});
