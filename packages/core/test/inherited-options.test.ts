import { expect, it } from 'vitest';
import { loopbackServer } from './loopback-server.ts';
import { runScript } from './run-script.ts';

/** What something else in the process may have put on `Object.prototype`: options of ours, of ky, of fetch. A `body` or `method` misleads undici itself. */
const polluted = {
  prefix: 'EVIL',
  baseUrl: 'EVIL',
  searchParams: 'stolen=1',
  tokenUrl: 'EVIL',
  url: 'EVIL',
  issuer: 'EVIL',
  apiOrigins: ['EVIL'],
  allowedOrigins: ['EVIL'],
  endpointOrigins: ['EVIL'],
  apiBaseUrl: 'EVIL',
  allowInsecure: true,
  override: true,
  scope: 'everything',
  audience: 'EVIL',
  resource: 'EVIL',
  headers: { 'x-stolen': 'yes' },
  json: { stolen: true },
  redirect: 'follow',
  maxEntries: -1,
  timeoutMs: -1,
  refreshWindowMs: -1,
  reason: 'canary',
  retryAfterMs: 1,
  minLifetimeMs: 1e12,
};

it('nothing that is inherited from a polluted prototype is an option: the secret goes where it was to go', async () => {
  await using evil = await loopbackServer((_, response) => response.end('{"accessToken":"evil","expiresIn":60}'));
  await using issuer = await loopbackServer(({ path }, response) =>
    path.startsWith('/oauth/')
      ? response.end('{"access_token":"right","token_type":"Bearer","expires_in":60}')
      : response.end('{"accessToken":"right","expiresIn":60}'),
  );
  const values = JSON.stringify(polluted).replaceAll('EVIL', evil.origin);
  const { stdout, stderr } = await runScript(`
    import { clientCredentials, clientSecretBasic, createTokenClient, memoryCache, symbl } from './src/index.ts';
    await import('ky');
    for (const [name, value] of Object.entries(${values})) {
      Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true, enumerable: true });
    }
    const own = [
      symbl({ appId: 'a', appSecret: 'canary', baseUrl: '${issuer.origin}' }),
      clientCredentials({
        tokenUrl: '${issuer.origin}/oauth/token',
        auth: clientSecretBasic({ clientId: 'a', clientSecret: 'canary' }),
        apiOrigins: ['${issuer.origin}'],
      }),
    ];
    for (const issuer of own) {
      const client = createTokenClient({ issuer, cache: memoryCache({}) });
      const { accessToken } = await client.getToken();
      await client.getToken({});
      const refused = await client.fetch('${evil.origin}/x').then(() => 'sent', ({ code }) => code);
      const response = await client.fetch('${issuer.origin}/v1/x');
      process.stdout.write([accessToken, refused, response.status].join(' ') + '\\n');
      await client.close();
    }
  `);
  expect(stderr).toBe('');
  expect(stdout).toBe('right ERR_TOKEN_CONFIG 200\nright ERR_TOKEN_CONFIG 200\n');
  expect(evil.seen).toEqual([]);
  expect(issuer.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /oauth2/token:generate',
    'GET /v1/x',
    'POST /oauth/token',
    'GET /v1/x',
  ]);
  expect(issuer.seen.every(({ headers }) => headers['x-stolen'] === undefined)).toBe(true);
});
