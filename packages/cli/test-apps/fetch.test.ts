import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMockServer, type MockRoute } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { User } from './user.ts';

const routes: readonly MockRoute[] = ['GET', 'POST', 'PUT'].map((method) => ({
  method: method as 'GET',
  path: '/echo',
  answer: ({ body, headers }) => ({
    headers: { 'x-method': method },
    body: {
      method,
      body: (body as string | undefined) ?? '',
      type: String(headers['content-type']),
      more: String(headers['x-more']),
    },
  }),
}));

describe('tokenkeep fetch', () => {
  it('takes a reader who goes away for no failure', async () => {
    const lines = 'a line of text\n'.repeat(100_000);
    const long: MockRoute = { method: 'GET', path: '/long', answer: () => ({ body: { lines } }) };
    await using server = await createMockServer({ routes: [long] });
    using user = User.of(server);
    const script = `node_modules/.bin/tokenkeep fetch -i ${server.url}/long | head -1; echo "code \${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await user.run(['-c', script], { command: 'bash' });
    expect(stderr).toBe('');
    expect(stdout).toBe('HTTP 200 OK\ncode 0\n');
  });

  it('sends method, headers and body as told, from an argument, a file or standard input', async () => {
    await using server = await createMockServer({ routes });
    using user = User.of(server);
    const file = join(user.home, 'body.txt');
    writeFileSync(file, 'from a file');
    const sent = async (args: readonly string[], input = ''): Promise<unknown> => {
      const { code, stdout, stderr } = await user.run(['fetch', ...args, `${server.url}/echo`], { input });
      expect([code, stderr]).toEqual([0, '']);
      return JSON.parse(stdout);
    };
    const form = 'application/x-www-form-urlencoded';
    const echoed = (method: string, body: string, type: string, more: string) => ({ method, body, type, more });
    expect(await sent([])).toEqual(echoed('GET', '', 'undefined', 'undefined'));
    expect(await sent(['-d', 'a=b', '-H', 'X-More: one'])).toEqual(echoed('POST', 'a=b', form, 'one'));
    const plain = ['-X', 'PUT', '-H', 'content-type: text/plain', '-H', 'x-more: 1', '-H', 'X-More: 2'];
    expect(await sent([...plain, '-d', `@${file}`])).toEqual(echoed('PUT', 'from a file', 'text/plain', '1, 2'));
    expect(await sent(['-d', '-'], 'from a pipe')).toMatchObject({ method: 'POST', body: 'from a pipe' });
  });

  it('sends what is no plain file, such as a pipe, and no folder', async () => {
    await using server = await createMockServer({ routes });
    using user = User.of(server);
    const sent = async (script: string): Promise<unknown> => {
      const { code, stdout, stderr } = await user.run(['-c', script], { command: 'bash', input: 'from a pipe' });
      expect([code, stderr]).toEqual([0, '']);
      return JSON.parse(stdout);
    };
    const command = `node_modules/.bin/tokenkeep fetch ${server.url}/echo -d`;
    expect(await sent(`cat | ${command} @/dev/stdin`)).toMatchObject({ body: 'from a pipe' });
    expect(await sent(`${command} @<(printf 'of a command')`)).toMatchObject({ body: 'of a command' });
    const { code, stderr } = await user.run(['fetch', '-d', `@${user.home}`, `${server.url}/echo`]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('cannot be read: check the path after the @ of -d')]);
  });

  it.each([
    ['a method that is none', ['-X', 'A B']],
    ['a method that fetch forbids', ['-X', 'CONNECT']],
    ['a body with GET', ['-X', 'GET', '-d', 'x']],
  ])('says that a request cannot be: %s', async (_, args) => {
    await using server = await createMockServer({ routes });
    using user = User.of(server);
    expect(await user.run(['fetch', ...args, `${server.url}/echo`])).toMatchObject({
      code: 2,
      stderr: 'tokenkeep: The request cannot be sent as it is: check -X and -H; GET and HEAD have no body.\n',
    });
  });

  it('ends with 4 where the API is out of reach, breaks off, or says nothing within --timeout', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    await user.run(['token']);
    const oauth = { OAUTH_CLIENT_ID: server.apps[0].appId, OAUTH_CLIENT_SECRET: server.apps[0].appSecret };
    const url = ['--oauth-token-url', `${server.url}/oauth/token`, '--oauth-api-origins', 'http://127.0.0.1:4'];
    expect(await user.run(['fetch', ...url, 'http://127.0.0.1:4/'], { env: oauth })).toMatchObject({
      code: 4,
      stderr: 'tokenkeep: The API was not reached, or broke off (ECONNREFUSED): check the URL and the network.\n',
    });
    server.fault({ route: 'api', fault: { kind: 'truncate', bytes: 3 } });
    expect(await user.run(['fetch', '/v1/conversations/1'])).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/^tokenkeep: The API was not reached, or broke off \(\w+\)/),
    });
    server.fault({ route: 'api', fault: { kind: 'hang' } });
    expect(await user.run(['fetch', '--timeout', '1s', '/v1/conversations/1'])).toMatchObject({
      code: 4,
      stderr: 'tokenkeep: No answer came within --timeout: try again later.\n',
    });
  });

  it('names what can be set here when it may not go to a URL', async () => {
    using user = new User({ OAUTH_CLIENT_ID: 'a', OAUTH_CLIENT_SECRET: 'canary-secret' });
    const env = { OAUTH_TOKEN_URL: 'http://127.0.0.1:4/t', OAUTH_API_ORIGINS: 'https://api.example/' };
    const slash = await user.run(['fetch', '/x'], { env });
    expect(slash.stderr).toBe('tokenkeep: OAUTH_API_ORIGINS has a slash at its end: leave it out.\n');
    const other = await user.run(['fetch', 'https://other.test/'], { env: { ...env, OAUTH_API_ORIGINS: '' } });
    expect(other.stderr).toContain('name the origin in OAUTH_API_ORIGINS if it is');
    const plain = await user.run(['token'], { env: { OAUTH_TOKEN_URL: 'http://issuer.example/t' } });
    expect(plain.stderr).toContain('OAUTH_TOKEN_URL must be https');
  });

  it('takes a path for one of the API, under its base path', async () => {
    await using server = await createMockServer({ routes });
    using user = User.of(server);
    const { code, stdout } = await user.run(['fetch', '/echo']);
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { method: 'GET' }]);
  });

  it('prints the head with -i, and writes the body to a file with -o', async () => {
    await using server = await createMockServer({ routes });
    using user = User.of(server);
    const file = join(user.home, 'out.json');
    const { code, stdout } = await user.run(['fetch', '-i', '-o', file, `${server.url}/echo`]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^HTTP 200 OK\n([\w-]+: .*\n)*x-method: GET\n\n$/);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ method: 'GET' });
  });

  it('streams: what has come is printed while the rest is still to come', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    await user.run(['token']);
    server.fault({ route: 'api', fault: { kind: 'drip', chunkBytes: 8, intervalMs: 30 } });
    const pieces: string[] = [];
    const { stdout } = await user.run(['fetch', `${server.url}/v1/conversations/1`], {
      onOutput: (_, printed) => pieces.push(printed),
    });
    expect(JSON.parse(stdout)).toMatchObject({ id: '1' });
    expect(pieces.length).toBeGreaterThan(1);
  });

  it('ends with 22 for an HTTP error, and prints its body', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const { code, stdout, stderr } = await user.run(['fetch', `${server.url}/nowhere`]);
    expect([code, stderr]).toEqual([22, 'tokenkeep: The API answered 404.\n']);
    expect(JSON.parse(stdout)).toMatchObject({ statusCode: 404 });
  });

  it('gets another token after a 401 and sends the same once more, a file and standard input, too', async () => {
    await using server = await createMockServer({ routes });
    using user = User.of(server);
    const file = join(user.home, 'body.txt');
    writeFileSync(file, 'again');
    for (const [data, input] of [
      ['again', ''],
      [`@${file}`, ''],
      ['-', 'again'],
    ] as const) {
      await user.run(['token']);
      server.revoke();
      const { code, stdout } = await user.run(['fetch', '-d', data, `${server.url}/echo`], { input });
      expect([code, JSON.parse(stdout)]).toMatchObject([0, { body: 'again' }]);
    }
    expect(server.counters().exchanges).toBe(4);
  });

  it('sends the token to the API alone', async () => {
    await using server = await createMockServer();
    await using other = await createMockServer();
    using user = User.of(server);
    const { code, stdout, stderr } = await user.run(['fetch', `${other.url}/v1/conversations/1`]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^tokenkeep: [^\n]*apiOrigins[^\n]*\n$/);
    expect(other.counters().apiCalls).toBe(0);
  });

  it.each([
    ['-H', 'no colon'],
    ['-H', 'a b: c'],
    ['-d', '@/nowhere'],
    ['-d a -d', 'b'],
  ])('says what is wrong with %s %s', async (flag, value) => {
    const url = 'http://127.0.0.1:4';
    using user = new User({ SYMBL_APP_ID: 'a', SYMBL_APP_SECRET: 'canary-secret', SYMBL_BASE_URL: url });
    expect(await user.run(['fetch', ...flag.split(' '), value, `${url}/`])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^tokenkeep: [^\n]*-[Hd][^\n]*\n$/),
    });
  });

  it('says in one line that a file cannot be written', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const { code, stderr } = await user.run(['fetch', '-o', '/proc/nowhere/x', `${server.url}/v1/conversations/1`]);
    expect(code).toBe(2);
    expect(stderr).toBe('tokenkeep: /proc/nowhere/x cannot be written (ENOENT): check the path after -o.\n');
  });
});
