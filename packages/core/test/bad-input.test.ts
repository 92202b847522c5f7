import { inspect } from 'node:util';
import { createMockServer } from '@tokenkeep/mock-server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTokenClient, Secret, symbl, TokenError, type TokenClient } from '../src/index.ts';

afterEach(() => vi.unstubAllEnvs());

const issuer = symbl({ appId: 'a', appSecret: 'b', baseUrl: 'http://localhost:1' });

const now = (): number => 0;
const neverAsked = (): void => undefined;

/** A caller whom no compiler stops. */
function create(options: unknown): TokenClient {
  return Reflect.apply(createTokenClient, undefined, [options]);
}

describe('createTokenClient', () => {
  it.each<[string, unknown, string | RegExp]>([
    ['no options', undefined, 'createTokenClient()'],
    ['null', null, 'createTokenClient()'],
    ['a string', 'canary', 'createTokenClient()'],
    ['no issuer', {}, 'issuer'],
    ['an issuer that is none', { issuer: { canary: 1 } }, 'issuer'],
    ["symbl's options in place of an issuer", { issuer: { appId: 'canary', appSecret: 'canary' } }, 'issuer'],
    ["symbl's options in place of its own", { appId: 'canary', appSecret: 'canary' }, 'appId'],
    ['symbl without the call', { issuer: symbl }, /^issuer must be .*: call the function that was passed\.$/],
    ['a misspelt option', { issuer, refreshWindow: 'canary' }, 'refreshWindow'],
    ['a cache that is none', { issuer, cache: 'canary' }, 'cache'],
    ['a cache that lacks a function', { issuer, cache: { get: async () => 'canary' } }, 'cache'],
    ['null for a cache', { issuer, cache: null }, 'cache'],
    ['a refreshWindowMs below 0', { issuer, refreshWindowMs: -1 }, 'refreshWindowMs'],
    ['a refreshWindowMs of NaN', { issuer, refreshWindowMs: Number.NaN }, 'refreshWindowMs'],
    ['a refreshWindowMs in words', { issuer, refreshWindowMs: '5m' }, 'refreshWindowMs'],
    ['a timeoutMs of 0', { issuer, timeoutMs: 0 }, 'timeoutMs'],
    ['a timeoutMs of Infinity', { issuer, timeoutMs: Infinity }, 'timeoutMs'],
    ['a timeoutMs that no timer holds', { issuer, timeoutMs: 2 ** 31 }, 'timeoutMs'],
    ['apiOrigins that are no list', { issuer, apiOrigins: 'https://canary.test' }, 'apiOrigins'],
    ['apiOrigins with a path', { issuer, apiOrigins: ['https://canary.test/v1'] }, 'apiOrigins'],
    ['apiOrigins with a wildcard', { issuer, apiOrigins: ['https://*.canary.test'] }, 'apiOrigins'],
    ['apiOrigins with plain http', { issuer, apiOrigins: ['http://canary.test'] }, 'apiOrigins'],
    ['an onEvent that is no function', { issuer, onEvent: 'canary' }, 'onEvent'],
    ['a fetch that is no function', { issuer, fetch: { canary: 1 } }, 'fetch'],
    ['a clock that is none', { issuer, clock: { now: () => 0 } }, 'clock'],
    ['a clock whose timers are none', { issuer, clock: { now, monotonic: now, setTimer: 5 } }, 'clock.setTimer'],
    ['an override in words', { issuer, override: 'canary' }, 'override'],
    ['a name that is no string', { issuer, name: ['canary'] }, 'name'],
  ])('rejects %s at once, naming the option and a remedy, never a value', (_, options, named) => {
    expect(() => create(options)).toThrow(TokenError);
    expect(() => create(options)).toThrow(expect.objectContaining({ code: 'ERR_TOKEN_CONFIG', retryable: false }));
    expect(() => create(options)).toThrow(named);
    expect(() => create(options)).toThrow(/: .+\.$/);
    expect(() => create(options)).not.toThrow(/canary/);
  });

  it('takes undefined for an option that is left out', () => {
    const { cache, refreshWindowMs, timeoutMs, apiOrigins, onEvent, fetch, clock }: Record<string, undefined> = {};
    const options = { issuer, cache, refreshWindowMs, timeoutMs, apiOrigins, onEvent, fetch, clock };
    expect(() => create(options)).not.toThrow();
  });

  it('does no I/O, and reads no environment', () => {
    vi.stubEnv('SYMBL_APP_ID', undefined);
    vi.stubEnv('SYMBL_BASE_URL', 'nonsense');
    const fetch = vi.fn<typeof globalThis.fetch>();
    expect(() => create({ issuer: symbl(), fetch })).not.toThrow();
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('credentials from the environment', () => {
  it.each([
    ['SYMBL_APP_ID', { SYMBL_APP_ID: undefined, SYMBL_APP_SECRET: 'canary' }],
    ['SYMBL_APP_SECRET', { SYMBL_APP_ID: 'canary', SYMBL_APP_SECRET: '  ' }],
    ['SYMBL_BASE_URL', { SYMBL_APP_ID: 'a', SYMBL_APP_SECRET: 'canary', SYMBL_BASE_URL: 'http://canary.test' }],
  ])('without a usable %s fail the first use, naming the variable', async (variable, variables) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    await using client = create({ issuer: symbl() });
    for (const use of [() => client.getToken(), () => client.fetch('https://api.symbl.ai/v1')]) {
      const error: unknown = await use().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'ERR_TOKEN_CONFIG', message: expect.stringContaining(variable) });
      expect(inspect(error, { showHidden: true, depth: Infinity })).not.toContain('canary');
    }
  });

  it('are noticed when they come: no restart is needed', async () => {
    await using server = await createMockServer();
    const [{ appId, appSecret }] = server.apps;
    vi.stubEnv('SYMBL_APP_ID', undefined);
    vi.stubEnv('SYMBL_BASE_URL', server.url);
    await using client = create({ issuer: symbl() });
    await expect(client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
    vi.stubEnv('SYMBL_APP_ID', appId);
    vi.stubEnv('SYMBL_APP_SECRET', appSecret);
    expect((await client.getToken()).expiresIn).toBeGreaterThan(0);
  });
});

describe('credentials', () => {
  it.each<[string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new Error('canary');
      },
      'credentials',
    ],
    ['rejects', () => Promise.reject(new Error('canary')), 'credentials'],
    ['hangs', () => new Promise(() => undefined), 'credentials'],
    ['gives nothing', async () => undefined, 'credentials'],
    [
      'rejects with the error of another client',
      () => Promise.reject(new TokenError('canary', { code: 'ERR_TOKEN_NETWORK', origin: 'https://vault.test' })),
      'credentials',
    ],
    [
      'rejects since another client is closed',
      () => Promise.reject(new TokenError('canary', { code: 'ERR_TOKEN_CLOSED' })),
      'credentials',
    ],
    ['gives a blank secret', async () => ({ appId: 'canary', appSecret: '' }), 'appSecret'],
  ])('that %s is ERR_TOKEN_CONFIG, within the timeout, without its own error', async (_, credentials, named) => {
    const options: object = { credentials, baseUrl: 'http://localhost:1' };
    await using client = create({ issuer: symbl(options), timeoutMs: 300 });
    const error: unknown = await client.getToken().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_TOKEN_CONFIG', message: expect.stringContaining(named) });
    expect(inspect(error, { showHidden: true, depth: Infinity })).not.toContain('canary');
  });
});

describe('prepare() of an issuer of one’s own', () => {
  it.each([
    ['nothing', undefined],
    ['a secret that is a string', { identity: ['x'], secret: 'canary', exchange: neverAsked }],
    ['no identity', { secret: new Secret('canary'), exchange: neverAsked }],
    ['no exchange', { identity: ['x'], secret: new Secret('canary') }],
  ])('that gives %s is told so', async (_, prepared) => {
    const own: object = { origin: 'https://issuer.test', apiOrigins: [], prepare: () => prepared };
    await using client = create({ issuer: own });
    for (const _attempt of [1, 2]) {
      const error: unknown = await client.getToken().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'ERR_TOKEN_CONFIG', message: expect.stringContaining('identity, secret') });
    }
  });
});

describe('a bad SYMBL_BASE_URL', () => {
  it('is found before credentials() are asked, which might hang', async () => {
    vi.stubEnv('SYMBL_BASE_URL', 'nonsense');
    const options: object = { credentials: () => new Promise(() => undefined) };
    await using client = create({ issuer: symbl(options), timeoutMs: 300 });
    await expect(client.getToken()).rejects.toMatchObject({
      code: 'ERR_TOKEN_CONFIG',
      message: expect.stringContaining('SYMBL_BASE_URL'),
    });
  });
});

describe('an issuer that cannot be reached', () => {
  it('is named, with what to check', async () => {
    // Port 1 is one that fetch refuses to try; nothing listens on this one either.
    const unreachable = symbl({ appId: 'a', appSecret: 'b', baseUrl: 'http://localhost:3' });
    await using client = create({ issuer: unreachable, timeoutMs: 5000 });
    await expect(client.getToken()).rejects.toThrow(/at http:\/\/localhost:3: .*check .*baseUrl/);
  });
});
