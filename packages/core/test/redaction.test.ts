import { inspect } from 'node:util';
import { createMockServer, type Fault, type MockServer } from '@tokenkeep/mock-server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type AccessToken,
  createTokenClient,
  memoryCache,
  symbl,
  TokenError,
  type SymblOptions,
  type TokenCache,
  type TokenClient,
  type TokenClientOptions,
  type TokenEvent,
} from '../src/index.ts';
import { everythingShown } from './everything-shown.ts';
import { issuerUnderTest } from './issuer-under-test.ts';

const secret = 'Canary5ecretNobodyMaySee';
const badToken = 'CanaryT0kenNobodyMaySee';

/** What must not be shown: the secret, every token that was granted, every sealed value, and what encodes them. */
const canaries = new Set([secret, badToken, btoa(secret), btoa(`app:${secret}`), encodeURIComponent(`"${secret}"`)]);
/** What was shown, by where it came from. */
const shown: (readonly [from: string, text: string])[] = [];
const codes = new Set<string>();
const eventTypes = new Set<string>();

function look(from: string, value: unknown): void {
  shown.push([from, everythingShown(value)]);
  if (TokenError.isInstance(value)) codes.add(value.code);
}

function leaks(): string[] {
  return shown.flatMap(([from, text]) => [...canaries].filter((canary) => text.includes(canary)).map(() => from));
}

type Act = (client: TokenClient, server: MockServer) => unknown;
type ScenarioOptions = Partial<TokenClientOptions> & { readonly symblOptions?: SymblOptions };

/** What happens to a client; `play` looks at it from all sides meanwhile. */
interface Scenario {
  readonly name: string;
  readonly act: Act;
  readonly options: ScenarioOptions;
}

function scenario(name: string, act: Act, options: ScenarioOptions = {}): Scenario {
  return { name, act, options };
}

async function play({ name, act, options: { symblOptions, ...options } }: Scenario, server: MockServer): Promise<void> {
  const issuer = symblOptions
    ? symbl(symblOptions)
    : issuerUnderTest({ url: server.url, apps: [{ appId: 'app', appSecret: secret }] });
  const whole: TokenClientOptions = {
    issuer,
    timeoutMs: 2000,
    onEvent: (event) => {
      eventTypes.add(event.type);
      look(`${name}: event ${event.type}`, event);
    },
    ...options,
  };
  const client = createTokenClient(whole);
  const lookAround = (when: string): void => {
    for (const [what, value] of Object.entries({ client, issuer, options: whole, status: client.status() })) {
      look(`${name}: ${what} ${when}`, value);
    }
  };
  lookAround('before');
  try {
    await act(client, server);
  } catch (error) {
    look(`${name}: error`, error);
  }
  lookAround('after');
  await client.close();
  await client.getToken().catch((error: unknown) => look(`${name}: error once closed`, error));
  lookAround('once closed');
}

/** Keeps the string of a token that was granted among the canaries, and looks at the object as it shows itself. */
async function granted(client: TokenClient): Promise<AccessToken> {
  const token = await client.getToken();
  canaries.add(token.accessToken);
  for (const text of [inspect(token, { depth: Infinity, showHidden: true }), `${token}`, String([token])]) {
    shown.push(['a token that is printed', text]);
  }
  return token;
}

const answer = (body: unknown): Fault => ({ kind: 'status', status: 200, text: JSON.stringify(body) });
const echo = { message: `wrong secret ${secret}`, accessToken: badToken };
const statuses = [400, 401, 402, 403, 404, 405, 408, 410, 413, 415, 418, 422, 425, 429, 500, 501, 502, 503, 504];

const faults: readonly (readonly [string, Fault, number?])[] = [
  ...statuses.map((status) => [`HTTP ${status}`, { kind: 'status', status, body: echo, retryAfter: 1 }] as const),
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

/** What an HTTP client throws at its worst: everything in it, in every place. */
function worstError(): Error {
  const request = new Request('https://api.example.com', {
    method: 'POST',
    body: JSON.stringify({ secret }),
    headers: { authorization: `Bearer ${badToken}` },
  });
  const cause = Object.assign(new Error(secret, { cause: { body: secret } }), { code: 'ECONNRESET' });
  const error = Object.assign(new TypeError(`request with ${secret} failed`, { cause }), {
    request,
    options: { headers: { authorization: badToken }, json: { appSecret: secret } },
    [Symbol(secret)]: secret,
  });
  return Object.defineProperty(error, 'hidden', { value: secret });
}

function cacheThatThrowsWhatItIsGiven(): TokenCache {
  const fail = (...given: readonly unknown[]): never => {
    given.forEach((value) => typeof value === 'string' && canaries.add(value));
    throw Object.assign(new Error(given.join()), { given, code: given.join() });
  };
  return { get: async (key) => fail(key), set: async (...given) => fail(...given) };
}

const printed: string[] = [];
const rejections: unknown[] = [];
const onRejection = (reason: unknown): number => rejections.push(reason);

beforeAll(() => {
  process.on('unhandledRejection', onRejection);
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  }
  for (const method of ['log', 'info', 'debug', 'warn', 'error', 'trace', 'dir'] as const) {
    vi.spyOn(console, method).mockImplementation((...given: unknown[]) => void printed.push(everythingShown(given)));
  }
});

afterAll(() => {
  vi.restoreAllMocks();
  process.off('unhandledRejection', onRejection);
});

describe('no secret, no token and no sealed value is shown', () => {
  it('by any failure there is, in any error, event, print, or object of the client', async () => {
    const scenarios: Scenario[] = [
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
          const token = await granted(client);
          server.fault({ route: 'token', times: Infinity, fault });
          await client.invalidate(token);
          await client.getToken();
        }),
      ),

      scenario('a right exchange', async (client, server) => {
        await granted(client);
        await client.fetch(`${server.url}/v1/conversations/1`);
        await client.getToken({ minLifetimeMs: 2_000_000_000 });
      }),
      scenario('wrong credentials, twice', async (client, server) => {
        server.setCredentials('app', 'other');
        await client.getToken().catch((error: unknown) => look('first error', error));
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
        await granted(client);
        server.revoke();
        await client.fetch(`${server.url}/v1/conversations/1`);
        await granted(client);
      }),
      scenario('a 401 of the API, and the same token again', async (client, server) => {
        await granted(client);
        server.revoke('app', { keepServing: true });
        await client.fetch(`${server.url}/v1/conversations/1`);
      }),
      scenario('a 401 of the API, and no other token', async (client, server) => {
        await granted(client);
        server.revoke();
        server.fault({ route: 'token', fault: { kind: 'status', status: 403, body: echo } });
        await client.fetch(`${server.url}/v1/conversations/1`);
      }),
      scenario('an API that resets', async (client, server) => {
        await granted(client);
        server.fault({ route: 'api', fault: { kind: 'reset' } });
        await client.fetch(`${server.url}/v1/conversations/1`);
      }),
      scenario('an API of another origin', (client) => client.fetch(`https://evil.test/${badToken}?${secret}`)),
      scenario('an API by a URL with credentials', (client) => client.fetch(`https://u:${secret}@evil.test/`)),
      scenario('an API by no URL', (client) => client.fetch(`/${secret}`)),

      scenario('a cache that throws what it is given', async (client) => client.invalidate(await granted(client)), {
        cache: cacheThatThrowsWhatItIsGiven(),
      }),
      scenario('a cache that hangs', (client) => granted(client), {
        cache: {
          get: () => new Promise(() => undefined),
          set: () => new Promise(() => undefined),
        },
      }),
      scenario('a cache with a foreign value', (client) => granted(client), {
        cache: { ...memoryCache(), get: async () => `tk1.${btoa(secret)}` },
      }),
      scenario('a listener that throws', (client) => granted(client), {
        onEvent: (event) => {
          throw Object.assign(worstError(), { event });
        },
      }),
      scenario('a listener that rejects', (client) => granted(client), {
        onEvent: (event: TokenEvent) => Reflect.apply(() => Promise.reject(worstError()), undefined, [event]),
      }),
    ];
    // A few at a time, each on a server of its own, which takes longer to make than a scenario to play.
    const lane = async (): Promise<void> => {
      await using server = await createMockServer({ apps: [{ appId: 'app', appSecret: secret }] });
      for (let next = scenarios.pop(); next !== undefined; next = scenarios.pop()) {
        await play(next, server);
        server.reset();
      }
    };
    await Promise.all(Array.from({ length: 8 }, lane));

    expect([...new Set(leaks())]).toEqual([]);
    expect(printed.filter((text) => [...canaries].some((canary) => text.includes(canary)))).toEqual([]);
    expect(rejections).toEqual([]);
    // It is about every failure, so every code and event must have come up.
    expect([...codes].sort()).toEqual([
      'ERR_TOKEN_CLOSED',
      'ERR_TOKEN_CONFIG',
      'ERR_TOKEN_CREDENTIALS',
      'ERR_TOKEN_FORBIDDEN',
      'ERR_TOKEN_LIFETIME',
      'ERR_TOKEN_NETWORK',
      'ERR_TOKEN_NOT_FOUND',
      'ERR_TOKEN_RATE_LIMITED',
      'ERR_TOKEN_REQUEST',
      'ERR_TOKEN_RESPONSE',
      'ERR_TOKEN_SERVER',
      'ERR_TOKEN_TIMEOUT',
    ]);
    expect([...eventTypes]).toEqual(
      expect.arrayContaining([
        'exchanged',
        'exchange-failed',
        'same-token',
        'served-stale',
        'cooling-down',
        'cache-failed',
        'invalidated',
        'closed',
      ]),
    );
  }, 60_000);

  it.each<[string, () => unknown]>([
    ['an unknown option of symbl()', () => symbl(Object.assign({ apiSecret: secret }, { appId: 'a' }))],
    ['a secret where options belong', () => Reflect.apply(symbl, undefined, [secret])],
    ['a secret where the baseUrl belongs', () => symbl({ appId: 'a', appSecret: 'b', baseUrl: secret })],
    ['a secret in the baseUrl', () => symbl({ appId: 'a', appSecret: 'b', baseUrl: `https://u:${secret}@h.test` })],
    ['a secret in an insecure baseUrl', () => symbl({ appId: 'a', appSecret: 'b', baseUrl: `http://${secret}.test` })],
    ['a missing appId', () => symbl({ appSecret: secret })],
    ['a secret in a list', () => Reflect.apply(symbl, undefined, [{ appId: 'a', appSecret: [secret] }])],
    ...['issuer', 'cache', 'refreshWindowMs', 'timeoutMs', 'apiOrigins', 'onEvent', 'fetch', 'clock', 'other'].map(
      (option): [string, () => unknown] => [
        `a secret for ${option}`,
        () => createTokenClient({ issuer: symbl({ appId: 'a', appSecret: secret }), [option]: secret }),
      ],
    ),
  ])('by the error for %s', (_, create) => {
    let error: unknown;
    try {
      create();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
    // An option's name is shown, and `test` is lower case in a URL.
    expect(everythingShown(error).toLowerCase()).not.toContain(secret.toLowerCase());
  });

  it('by what a cache is given: the sealed value, and the key', async () => {
    const given: string[] = [];
    const cache: TokenCache = {
      ...memoryCache(),
      get: async (key) => void given.push(key),
      set: async (key, value) => void given.push(key, value, atob(value.slice('tk1.'.length))),
    };
    await using server = await createMockServer({ apps: [{ appId: 'CanaryAppId', appSecret: secret }] });
    await using client = createTokenClient({ issuer: symbl({ ...server.apps[0], baseUrl: server.url }), cache });
    const { accessToken } = await client.getToken();
    expect(given.length).toBeGreaterThan(2);
    for (const canary of [secret, accessToken, 'CanaryAppId', server.url, btoa(secret), btoa(accessToken)]) {
      expect(given.join('\n')).not.toContain(canary);
    }
  });
});

describe('the search for leaks', () => {
  class Inherited {
    get secret(): string {
      return secret;
    }
  }

  it.each<[string, unknown]>([
    ['a message', new Error(secret)],
    ['a stack', Object.assign(new Error('x'), { stack: secret })],
    ['a property', { a: { b: [{ c: secret }] } }],
    ['a property of a function', Object.assign(() => undefined, { secret })],
    ['a property that is not enumerable', Object.defineProperty({}, 'x', { value: secret })],
    ['a getter', Object.defineProperty({}, 'x', { get: () => secret })],
    ['an inherited getter', new Inherited()],
    ['a symbol', { [Symbol(secret)]: 1 }],
    ['a property by symbol', { [Symbol('x')]: secret }],
    ['a cause of a cause', new Error('x', { cause: new Error('y', { cause: { secret } }) })],
    ['an aggregate', new AggregateError([new Error(secret)])],
    ['a map', new Map([[1, { secret }]])],
    ['toJSON', { toJSON: () => secret }],
    ['toString', { toString: () => secret }],
    ["inspect's own form", { [inspect.custom]: () => secret }],
    ["ky's kind of error", worstError()],
  ])('finds one in %s', (_, value) => {
    expect(everythingShown(value)).toContain(secret);
  });
});
