import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { User } from './user.ts';

describe('who is asked', () => {
  it('is Symbl with its secret in a file, which is read anew, with the line break at its end left out', async () => {
    await using server = await createMockServer();
    const [{ appId, appSecret }] = server.apps;
    using user = new User({ SYMBL_APP_ID: appId, SYMBL_BASE_URL: server.url });
    const file = join(user.home, 'secret');
    writeFileSync(file, `${appSecret}\n`);
    expect((await user.run(['token'], { env: { SYMBL_APP_SECRET_FILE: file } })).code).toBe(0);
    expect((await user.run(['token', '--symbl-app-secret-file', file])).code).toBe(0);
    writeFileSync(file, '\n');
    expect(await user.run(['token', '--symbl-app-secret-file', file])).toMatchObject({
      code: 2,
      stderr: 'tokenkeep: The file of SYMBL_APP_SECRET_FILE is blank: put the secret into it.\n',
    });
    expect((await user.run(['token', '--symbl-app-secret-file', '/nowhere'])).stderr).toContain(
      'cannot be read (ENOENT)',
    );
  });

  it.each(['client_secret_basic', 'client_secret_post'])('is OAuth by %s', async (method) => {
    await using server = await createMockServer({ apps: [{ appId: 'an id', appSecret: 'a+secret/with=signs' }] });
    using user = new User({ OAUTH_CLIENT_ID: 'an id', OAUTH_CLIENT_SECRET: 'a+secret/with=signs' });
    const args = [
      '--oauth-token-url',
      `${server.url}/oauth/token`,
      '--oauth-scope',
      'read write',
      '--oauth-audience',
      'x',
    ];
    const given = ['token', '--json', ...args, '--oauth-auth-method', method, '--oauth-api-origins', server.url];
    const { code, stdout, stderr } = await user.run(given);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ accessToken: expect.any(String) });
    expect(server.exchanges()).toMatchObject([{ route: '/oauth/token', status: 200 }]);
  });

  it('is OAuth with Basic as servers read it that do not decode, and with no API origins to speak of', async () => {
    const appSecret = 'a+secret/with=signs';
    const request = { basic: 'raw', form: { grant_type: 'client_credentials' } } as const;
    const json = { access_token: '$accessToken', token_type: 'Bearer', expires_in: '$expiresIn' };
    await using server = await createMockServer({
      apps: [{ appId: 'an-id', appSecret }],
      endpoints: [{ path: '/raw', request, response: { json } }],
    });
    using user = new User({
      OAUTH_CLIENT_ID: 'an-id',
      OAUTH_CLIENT_SECRET: appSecret,
      OAUTH_TOKEN_URL: `${server.url}/raw`,
    });
    const decoding = await user.run(['token']);
    expect(decoding).toMatchObject({ code: 3, stderr: expect.stringContaining('OAUTH_AUTH_METHOD') });
    expect((await user.run(['token', '--oauth-auth-method', 'client_secret_basic_raw'])).code).toBe(0);
  });

  it('is OAuth by an issuer whose metadata name the token endpoint', async () => {
    const path = '/.well-known/oauth-authorization-server';
    const metadata = (origin: string) => ({ issuer: origin, token_endpoint: `${origin}/oauth/token` });
    await using server = await createMockServer({
      routes: [
        { path, open: true, answer: ({ headers }) => ({ body: metadata(`http://${String(headers['host'])}`) }) },
      ],
    });
    const [{ appId, appSecret }] = server.apps;
    using user = new User({ OAUTH_ISSUER: server.url, OAUTH_CLIENT_ID: appId, OAUTH_CLIENT_SECRET: appSecret });
    expect(await user.run(['token'])).toMatchObject({ code: 0, stderr: '' });
    expect(server.exchanges()).toMatchObject([{ route: '/oauth/token', status: 200 }]);
  });

  it('is what a TypeScript file exports by default, and its folder is not searched for one', async () => {
    await using server = await createMockServer();
    using user = new User();
    const [app] = server.apps;
    const options = JSON.stringify({ ...app, baseUrl: server.url });
    const folder = join(user.cwd, 'modules');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const config = join(folder, 'tokens.ts');
    writeFileSync(
      config,
      `import { symbl, type TokenClientOptions } from '@tokenkeep/core';
export default { issuer: symbl(${options}), timeoutMs: 5000 } satisfies TokenClientOptions;\n`,
    );
    expect(await user.run(['token', '--config', 'modules/tokens.ts'])).toMatchObject({ code: 0, stderr: '' });
    expect(await user.run(['token'])).toMatchObject({ code: 2, stderr: expect.stringContaining('No issuer is set') });
    // What the module leaves open keeps no command.
    writeFileSync(config, `setInterval(() => undefined, 1e6);\n${readFileSync(config, 'utf8')}`);
    expect(await user.run(['token', '--config', 'modules/tokens.ts'])).toMatchObject({ code: 0, stderr: '' });
    writeFileSync(config, "throw new Error('canary');");
    const thrown = await user.run(['token', '--config', 'modules/tokens.ts']);
    expect(thrown).toMatchObject({
      code: 2,
      stderr: 'tokenkeep: modules/tokens.ts cannot be loaded (Error): run it with node to see why.\n',
    });
    writeFileSync(config, 'export default 5;');
    expect((await user.run(['token', '--config', 'modules/tokens.ts'])).stderr).toContain(
      'must export TokenClientOptions',
    );
  });

  const symbl = { SYMBL_APP_ID: 'id', SYMBL_APP_SECRET: 'canary' };
  const oauth = { OAUTH_TOKEN_URL: 'https://x.example/t', OAUTH_CLIENT_ID: 'id', OAUTH_CLIENT_SECRET: 'canary' };

  it.each<[string, Record<string, string>, string[], string]>([
    ['nobody', {}, [], 'No issuer is set: set SYMBL_APP_ID and SYMBL_APP_SECRET, or OAUTH_TOKEN_URL'],
    ['both', { ...symbl, ...oauth }, [], 'There are variables of two issuers'],
    ['both by flag', {}, ['--symbl-app-id', 'a', '--oauth-client-id', 'b'], 'There are flags of two issuers'],
    [
      'a file and a flag',
      {},
      ['--config', 'x.ts', '--symbl-app-id', 'a'],
      '--config stands without flags of an issuer',
    ],
    ['no id', { SYMBL_APP_SECRET: 'canary' }, [], 'SYMBL_APP_ID is missing: set it, or give --symbl-app-id.'],
    ['no secret', { SYMBL_APP_ID: 'a' }, [], 'SYMBL_APP_SECRET is missing: set it, or SYMBL_APP_SECRET_FILE.'],
    ['a secret twice', { ...symbl, SYMBL_APP_SECRET_FILE: '/x' }, [], 'are both set: leave one of them out.'],
    [
      'two addresses',
      { ...oauth, OAUTH_ISSUER: 'https://x.example' },
      [],
      'OAUTH_TOKEN_URL and OAUTH_ISSUER are both set',
    ],
    ['a method', { ...oauth, OAUTH_AUTH_METHOD: 'tls' }, [], 'OAUTH_AUTH_METHOD must be one of client_secret_basic'],
    ['a secret as a flag', symbl, ['--symbl-app-secret=canary'], 'secrets belong into variables or files'],
    ['an argument', symbl, ['canary'], 'The arguments cannot be understood: see tokenkeep --help.'],
    ['an unknown flag', symbl, ['--jsn'], 'Unknown option --jsn: did you mean --json?'],
    ['no time at all', symbl, ['--timeout', '0s'], '--timeout must be a duration with its unit'],
    ['two forms', symbl, ['--json', '--header'], 'Give --json or --header, not both.'],
    ['no unit', symbl, ['--min-lifetime', '5'], '--min-lifetime must be a duration with its unit'],
    ['a password', symbl, ['--redis', 'redis://:canary@127.0.0.1'], '--redis must not hold a password'],
  ])('is said in one line when it cannot be told: %s', async (_, variables, args, message) => {
    using user = new User(variables);
    const { code, stdout, stderr } = await user.run(['token', ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^tokenkeep: [^\n]*\n$/);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('canary');
  });

  it('is chosen by a flag where the variables name two', async () => {
    await using server = await createMockServer();
    const [{ appId, appSecret }] = server.apps;
    using user = new User({ ...symbl, OAUTH_CLIENT_SECRET: appSecret, OAUTH_TOKEN_URL: `${server.url}/oauth/token` });
    const chosen = await user.run(['token', '--oauth-client-id', appId, '--oauth-api-origins', server.url]);
    expect(chosen).toMatchObject({ code: 0, stderr: '' });
  });
});
