import type { Fault } from '@tokenkeep/mock-server';
import { createTokenClient, memoryCache, symbl, type TokenCache, type TokenEvent } from '../src/index.ts';
import { badToken, secret, worstError, type LeakSearch, type Scenario } from './leak-search.ts';

const answer = (body: unknown): Fault => ({ kind: 'status', status: 200, text: JSON.stringify(body) });
const echo = { message: `wrong secret ${secret}`, accessToken: badToken };
const statuses = [400, 401, 402, 403, 404, 405, 408, 410, 413, 415, 418, 422, 425, 429, 500, 501, 502, 503, 504];

const faults: readonly (readonly [string, Fault, number?])[] = [
  // With 1 s, a 429 is tried again, and on a busy machine is a timeout in the end.
  ...statuses.map((status): readonly [string, Fault] => {
    return [`HTTP ${status}`, { kind: 'status', status, body: echo, retryAfter: status === 429 ? 60 : 1 }];
  }),
  ...[301, 307].map((status) => [`HTTP ${status}`, { kind: 'redirect', status, location: `/?${secret}` }] as const),
  ['an answer that never comes', { kind: 'hang' }, 300],
  ['an answer that drips', { kind: 'drip', intervalMs: 100 }, 300],
  ['a reset', { kind: 'reset' }],
  ['a reset in the body', { kind: 'reset', during: 'body' }],
  ['a cut body', { kind: 'truncate' }],
  ['cut JSON', { kind: 'truncate', framing: 'intact' }],
  ['no body', { kind: 'empty' }],
  ['HTML', { kind: 'status', status: 200, text: `<html>${secret} ${badToken}</html>` }],
  ['words', { kind: 'status', status: 200, text: `${secret} ${badToken}` }],
  ['too much', { kind: 'oversized', bytes: 100_000 }],
  ['too much, compressed', { kind: 'oversized', bytes: 1_000_000, compressed: true }],
  ['a token that would split a header', answer({ accessToken: `${badToken}\r\nX-Evil: 1`, expiresIn: 60 })],
  ['a token with NUL', answer({ accessToken: `${badToken}\0`, expiresIn: 60 })],
  ['a token with an umlaut', answer({ accessToken: `${badToken}ü`, expiresIn: 60 })],
  ['a token in an object', answer({ accessToken: { token: badToken }, expiresIn: 60 })],
  ['a token in a list', answer([badToken])],
  ['a token without a lifetime', answer({ accessToken: badToken })],
  ['a token with a wrong lifetime', answer({ accessToken: badToken, expiresIn: badToken })],
  ['a token that has expired', answer({ accessToken: badToken, expiresIn: 0 }), 1200],
];

/** Everything that may happen to a client. `search` is told what a scenario alone gets to see. */
export function redactionScenarios(search: LeakSearch): Scenario[] {
  const scenario = (name: string, act: Scenario['act'], options: Scenario['options'] = {}): Scenario => ({
    name,
    act,
    options,
  });
  return [
    ...faults.map(([name, fault, timeoutMs = 2000]) =>
      scenario(
        name,
        async (client, server) => {
          server.fault({ route: 'token', times: Infinity, fault });
          await client.getToken();
        },
        { timeoutMs },
      ),
    ),
    ...faults.slice(0, 8).map(([name, fault]) =>
      scenario(`${name} at a refresh`, async (client, server) => {
        const token = await search.granted(client);
        server.fault({ route: 'token', times: Infinity, fault });
        await client.invalidate(token);
        await client.getToken();
      }),
    ),

    scenario('a right exchange', async (client, server) => {
      await search.granted(client);
      await client.fetch(`${server.url}/v1/conversations/1`);
      await client.getToken({ minLifetimeMs: 2_000_000_000 });
    }),
    scenario('wrong credentials, twice', async (client, server) => {
      server.setCredentials('app', 'other');
      await client.getToken().catch((error: unknown) => search.look('first error', error));
      await client.getToken();
    }),
    scenario('a closed client', async (client, server) => {
      server.fault({ route: 'token', fault: { kind: 'hang' } });
      const waiting = client.getToken();
      await client.close();
      await waiting;
    }),
    scenario('an abort', async (client, server) => {
      server.fault({ route: 'token', fault: { kind: 'hang' } });
      await client.getToken({ signal: AbortSignal.timeout(50) });
    }),
    scenario('nobody listens', (client) => client.getToken(), {
      symblOptions: { appId: 'app', appSecret: secret, baseUrl: 'http://127.0.0.1:1' },
    }),
    scenario('no such host', (client) => client.getToken(), {
      symblOptions: { appId: 'app', appSecret: secret, baseUrl: 'https://does-not-exist.invalid' },
    }),
    scenario('no TLS where there should be', async (_, server) => {
      const issuer = symbl({ appId: 'app', appSecret: secret, baseUrl: server.url.replace('http:', 'https:') });
      await createTokenClient({ issuer }).getToken();
    }),
    scenario('a fetch that throws all it has', (client) => client.getToken(), {
      fetch: async () => {
        throw worstError();
      },
    }),
    scenario('a body that throws all it has', (client) => client.getToken(), {
      fetch: async () => new Response(new ReadableStream({ pull: (body) => body.error(worstError()) })),
    }),
    scenario('a fetch that throws no error', (client) => client.getToken(), {
      fetch: async () => {
        // oxlint-disable-next-line no-throw-literal -- that is the point
        throw { secret, code: secret };
      },
    }),
    scenario('credentials() that throw', (client) => client.getToken(), {
      symblOptions: { credentials: () => Promise.reject(worstError()), baseUrl: 'http://127.0.0.1:1' },
    }),
    scenario('credentials() that hang', (client) => client.getToken(), {
      symblOptions: { credentials: () => new Promise(() => undefined), baseUrl: 'http://127.0.0.1:1' },
      timeoutMs: 100,
    }),
    scenario('credentials() that give too little', (client) => client.getToken(), {
      symblOptions: { credentials: async () => ({ appId: secret, appSecret: '' }), baseUrl: 'http://127.0.0.1:1' },
    }),

    scenario('a 401 of the API', async (client, server) => {
      await search.granted(client);
      server.revoke();
      await client.fetch(`${server.url}/v1/conversations/1`);
      await search.granted(client);
    }),
    scenario('a 401 of the API, and the same token again', async (client, server) => {
      await search.granted(client);
      server.revoke('app', { keepServing: true });
      await client.fetch(`${server.url}/v1/conversations/1`);
    }),
    scenario('a 401 of the API, and no other token', async (client, server) => {
      await search.granted(client);
      server.revoke();
      server.fault({ route: 'token', fault: { kind: 'status', status: 403, body: echo } });
      await client.fetch(`${server.url}/v1/conversations/1`);
    }),
    scenario('an API that resets', async (client, server) => {
      await search.granted(client);
      server.fault({ route: 'api', fault: { kind: 'reset' } });
      await client.fetch(`${server.url}/v1/conversations/1`);
    }),
    scenario('an API of another origin', (client) => client.fetch(`https://evil.test/${badToken}?${secret}`)),
    scenario('an API by a URL with credentials', (client) => client.fetch(`https://u:${secret}@evil.test/`)),
    scenario('an API by no URL', (client) => client.fetch(`/${secret}`)),

    scenario(
      'a cache that throws what it is given',
      async (client) => client.invalidate(await search.granted(client)),
      {
        cache: cacheThatThrowsWhatItIsGiven(search.canaries),
      },
    ),
    scenario('a cache that hangs', (client) => search.granted(client), {
      cache: {
        get: () => new Promise(() => undefined),
        set: () => new Promise(() => undefined),
      },
    }),
    scenario('a cache with a foreign value', (client) => search.granted(client), {
      cache: { ...memoryCache(), get: async () => `tk1.${btoa(secret)}` },
    }),
    scenario('a listener that throws', (client) => search.granted(client), {
      onEvent: (event) => {
        throw Object.assign(worstError(), { event });
      },
    }),
    scenario('a listener that rejects', (client) => search.granted(client), {
      onEvent: (event: TokenEvent) => Reflect.apply(() => Promise.reject(worstError()), undefined, [event]),
    }),
  ];
}

function cacheThatThrowsWhatItIsGiven(canaries: Set<string>): TokenCache {
  const fail = (...given: readonly unknown[]): never => {
    given.forEach((value) => typeof value === 'string' && canaries.add(value));
    throw Object.assign(new Error(given.join()), { given, code: given.join() });
  };
  return { get: async (key) => fail(key), set: async (...given) => fail(...given) };
}
