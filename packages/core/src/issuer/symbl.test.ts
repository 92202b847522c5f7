import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { symbl } from './symbl.ts';
import type { ExchangeRequest } from '../http/exchange-request.ts';
import type { TokenIssuer } from './token-issuer.ts';

afterEach(() => vi.unstubAllEnvs());

const pair = { appId: 'my-app', appSecret: 'canary' };

/** What the issuer would send. */
async function request(issuer: TokenIssuer): Promise<ExchangeRequest | undefined> {
  let sent: ExchangeRequest | undefined;
  const { exchange } = await issuer.prepare();
  await exchange(async (request) => {
    sent = request;
    return { body: { accessToken: 'abc', expiresIn: 60 }, headers: new Headers() };
  });
  return sent;
}

describe('symbl', () => {
  it('asks Symbl as its documentation says', async () => {
    expect(await request(symbl(pair))).toEqual({
      method: 'POST',
      url: 'https://api.symbl.ai/oauth2/token:generate',
      json: { type: 'application', appId: 'my-app', appSecret: 'canary' },
    });
  });

  it('reads the answer', async () => {
    const { exchange } = await symbl(pair).prepare();
    const headers = new Headers();
    const grant = await exchange(async () => ({ body: { accessToken: 'abc', expiresIn: 86_400 }, headers }));
    expect(grant).toEqual({ accessToken: 'abc', expiresInMs: 86_400_000 });
    await expect(exchange(async () => ({ body: {}, headers }))).rejects.toMatchObject({
      code: 'ERR_TOKEN_RESPONSE',
      origin: 'https://api.symbl.ai',
    });
  });

  it.each([
    ['https://api.symbl.ai', 'https://api.symbl.ai'],
    ['https://eu.example.com/', 'https://eu.example.com'],
    ['https://gateway.example.com:8443/symbl//', 'https://gateway.example.com:8443'],
    ['http://localhost:4010', 'http://localhost:4010'],
  ])('sends to %s, and its tokens are for that origin', async (baseUrl, origin) => {
    const issuer = symbl({ ...pair, baseUrl });
    expect([issuer.origin, issuer.apiOrigins]).toEqual([origin, [origin]]);
    expect((await request(issuer))?.url).toBe(`${baseUrl.replace(/\/+$/, '')}/oauth2/token:generate`);
  });

  it('tells apart by their path what is behind one origin', async () => {
    const identities = await Promise.all(
      ['https://gateway.example.com/prod', 'https://gateway.example.com/staging'].map(
        async (baseUrl) => (await symbl({ ...pair, baseUrl }).prepare()).identity,
      ),
    );
    expect(identities[0]).not.toEqual(identities[1]);
  });

  it('says what its options are called, and where its API is', () => {
    const { optionNames, apiBaseUrl } = symbl({ ...pair, baseUrl: 'https://gateway.example.com/symbl/' });
    expect(optionNames).toEqual({ credentials: 'appId and appSecret', url: 'baseUrl' });
    expect(apiBaseUrl).toBe('https://gateway.example.com/symbl');
  });

  it('reads the environment at first use, and again at the next', async () => {
    const issuer = symbl();
    vi.stubEnv('SYMBL_APP_ID', 'from-env');
    vi.stubEnv('SYMBL_APP_SECRET', 'first');
    vi.stubEnv('SYMBL_BASE_URL', 'https://eu.example.com');
    expect(await request(issuer)).toEqual({
      method: 'POST',
      url: 'https://eu.example.com/oauth2/token:generate',
      json: { type: 'application', appId: 'from-env', appSecret: 'first' },
    });
    vi.stubEnv('SYMBL_APP_SECRET', 'second');
    expect(await request(issuer)).toMatchObject({ json: { appSecret: 'second' } });
  });

  it('keeps the base URL that it read', () => {
    const issuer = symbl(pair);
    vi.stubEnv('SYMBL_BASE_URL', 'https://eu.example.com');
    expect(issuer.origin).toBe('https://eu.example.com');
    vi.stubEnv('SYMBL_BASE_URL', 'https://us.example.com');
    expect([issuer.origin, issuer.apiOrigins]).toEqual(['https://eu.example.com', ['https://eu.example.com']]);
  });

  it('takes an empty SYMBL_BASE_URL for none', () => {
    vi.stubEnv('SYMBL_BASE_URL', '');
    expect(symbl(pair).origin).toBe('https://api.symbl.ai');
  });

  it('prefers options to the environment', async () => {
    vi.stubEnv('SYMBL_APP_ID', 'from-env');
    vi.stubEnv('SYMBL_BASE_URL', 'https://eu.example.com');
    const issuer = symbl({ ...pair, baseUrl: 'https://us.example.com' });
    expect(await request(issuer)).toMatchObject({
      url: 'https://us.example.com/oauth2/token:generate',
      json: { appId: 'my-app' },
    });
  });

  it('asks credentials() before each exchange', async () => {
    let reads = 0;
    const issuer = symbl({ credentials: async () => ({ appId: 'my-app', appSecret: `secret-${(reads += 1)}` }) });
    expect(reads).toBe(0);
    expect(await request(issuer)).toMatchObject({ json: { appSecret: 'secret-1' } });
    expect(await request(issuer)).toMatchObject({ json: { appSecret: 'secret-2' } });
  });

  it('needs no environment at all', async () => {
    vi.stubGlobal('process', undefined);
    try {
      expect(symbl(pair).origin).toBe('https://api.symbl.ai');
      await expect(symbl().prepare()).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('shows its secret to nobody who looks at it', async () => {
    const issuer = symbl(pair);
    const shown = [issuer, await issuer.prepare()].flatMap((part) => [
      inspect(part, { depth: Infinity, showHidden: true, getters: true }),
      JSON.stringify(part),
    ]);
    expect(shown.join()).not.toContain('canary');
  });

  const bad: readonly (readonly [string, unknown, string])[] = [
    ['no object', 'canary', 'symbl()'],
    ['null', null, 'symbl()'],
    ['an unknown option', { ...pair, appSecrte: 'canary' }, 'appSecrte'],
    ['a missing appId', { appSecret: 'canary' }, 'appId'],
    ['a missing appSecret', { appId: 'my-app' }, 'appSecret'],
    ['an undefined pair', { appId: undefined, appSecret: undefined }, 'appId'],
    ['a blank appId', { ...pair, appId: ' ' }, 'appId'],
    ['a blank appSecret', { ...pair, appSecret: '\n' }, 'appSecret'],
    ['a line break behind appSecret', { ...pair, appSecret: 'canary\n' }, 'appSecret has a line break'],
    ['a byte order mark before appId', { ...pair, appId: '\uFEFFcanary' }, 'appId has a line break'],
    ['a number for appId', { ...pair, appId: 42 }, 'appId'],
    ['an object for appSecret', { ...pair, appSecret: { canary: 1 } }, 'appSecret'],
    ['credentials that are no function', { credentials: pair }, 'credentials'],
    ['credentials beside a pair', { ...pair, credentials: async () => pair }, 'credentials'],
    ['a baseUrl that is none', { ...pair, baseUrl: 'canary' }, 'baseUrl'],
    ['a baseUrl with credentials', { ...pair, baseUrl: 'https://canary:canary@host' }, 'baseUrl'],
    ['a baseUrl with a query', { ...pair, baseUrl: 'https://host/?canary' }, 'baseUrl'],
    ['a baseUrl with plain http', { ...pair, baseUrl: 'http://canary.example.com' }, 'baseUrl'],
    ['allowInsecure that is no boolean', { ...pair, baseUrl: 'http://canary', allowInsecure: 'no' }, 'allowInsecure'],
  ];

  it.each(bad)('rejects %s at once, naming the option and a remedy, never a value', (_, options, named) => {
    const call = (): unknown => Reflect.apply(symbl, undefined, [options]);
    expect(call).toThrow(expect.objectContaining({ code: 'ERR_TOKEN_CONFIG', retryable: false }));
    expect(call).toThrow(named);
    expect(call).toThrow(/: .+\.$/);
    expect(call).not.toThrow(/canary/);
  });

  it.each([
    ['SYMBL_APP_ID', { SYMBL_APP_ID: '', SYMBL_APP_SECRET: 'canary' }],
    ['SYMBL_APP_ID', { SYMBL_APP_ID: ' ', SYMBL_APP_SECRET: 'canary' }],
    ['SYMBL_APP_SECRET', { SYMBL_APP_ID: 'canary', SYMBL_APP_SECRET: '' }],
    ['SYMBL_BASE_URL', { SYMBL_APP_ID: 'a', SYMBL_APP_SECRET: 'canary', SYMBL_BASE_URL: 'canary' }],
    ['SYMBL_BASE_URL', { SYMBL_APP_ID: 'a', SYMBL_APP_SECRET: 'canary', SYMBL_BASE_URL: 'http://canary.test' }],
  ])('rejects a bad %s at first use, naming the variable and a remedy, never a value', async (named, variables) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    const issuer = symbl();
    const error = await Promise.resolve(issuer.prepare()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
    expect(String(error)).toMatch(new RegExp(`${named} .+: .+\\.$`));
    expect(String(error)).not.toContain('canary');
  });

  it.each([
    ['nothing', undefined],
    ['half of them', { appId: 'a' }],
    ['a blank secret', { appId: 'a', appSecret: ' ' }],
  ])('rejects when credentials() gives %s, naming the function to mend', async (_, given) => {
    const options: object = { credentials: async () => given };
    const message = expect.stringContaining('credentials()');
    await expect(symbl(options).prepare()).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG', message });
  });

  it.each([
    ['a space behind it', 'canary '],
    ['quotes around it', '"canary"'],
  ])('hints at %s when its secret is refused, without telling it', async (_, appSecret) => {
    const { hint } = await symbl({ ...pair, appSecret }).prepare();
    expect(hint).toMatch(/^appSecret (?!.*canary)/);
  });

  it('lets the secret travel by plain http with allowInsecure', () => {
    expect(symbl({ ...pair, baseUrl: 'http://10.0.0.1', allowInsecure: true }).origin).toBe('http://10.0.0.1');
  });
});
