import { chmodSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { seedBody, whileServing } from './running-agent.ts';
import { User } from './user.ts';

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

// CI has Python, for a sample of the seed.
const noPython = !existsSync('/usr/bin/python3') && !process.env['CI'];

describe('tokenkeep agent', () => {
  it('serves the one token on a socket that is its user’s alone, in both protocols', async () => {
    await using server = await createMockServer({ latencyMs: 50 });
    using user = User.of(server);
    const socket = join(user.home, 'tokenkeep/agent.sock');
    const ended = await whileServing(user, [], async (agent) => {
      expect(agent.address).toBe(socket);
      expect([modeOf(socket), modeOf(join(user.home, 'tokenkeep'))]).toEqual(['600', '700']);
      const answers = await Promise.all(Array.from({ length: 100 }, () => agent.ask()));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      const [{ body, headers } = { body: {}, headers: {} }] = answers;
      expect(body).toEqual({ accessToken: expect.any(String), expiresIn: expect.any(Number) });
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'application/json' });
      const oauth = await agent.ask({ path: '/oauth/token', body: 'grant_type=client_credentials' });
      expect(oauth.body).toEqual({
        access_token: Reflect.get(Object(body), 'accessToken'),
        token_type: 'Bearer',
        expires_in: expect.any(Number),
      });
      const curl = ['-sf', '--unix-socket', socket, 'http://localhost/oauth2/token:generate', '-d', seedBody('any')];
      expect((await user.run(curl, { command: 'curl' })).code).toBe(0);
    });
    expect(ended).toMatchObject({ code: 0, signal: null, stdout: '' });
    expect(existsSync(socket)).toBe(false);
    expect(server.counters().exchanges).toBe(1);
    // What the agent got, the command finds in the cache.
    await user.run(['token']);
    expect(server.counters().exchanges).toBe(1);
  });

  it('on a port demands the key that it has put into a file, and keeps it over a restart', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const keys: string[] = [];
    const file = join(user.home, 'tokenkeep/agent.key');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const ended = await whileServing(
        user,
        ['--port', '0'],
        async (agent) => {
          keys.push(agent.key);
          expect(modeOf(file)).toBe('600');
          expect((await agent.ask()).status).toBe(200);
          const { status, body } = await agent.ask({ body: seedBody('wrong') });
          expect([status, body]).toEqual([401, { statusCode: 401, message: expect.stringContaining('key file') }]);
          const form = `grant_type=client_credentials&client_id=x&client_secret=`;
          expect((await agent.ask({ path: '/oauth/token', body: form + agent.key })).status).toBe(200);
          const basic = { authorization: `Basic ${Buffer.from(`x:${agent.key}`).toString('base64')}` };
          const byBasic = { path: '/oauth/token', body: 'grant_type=client_credentials', headers: basic };
          expect((await agent.ask(byBasic)).status).toBe(200);
          const refused = await agent.ask({ path: '/oauth/token', body: `${form}wrong` });
          expect([refused.status, refused.body]).toMatchObject([401, { error: 'invalid_client' }]);
          expect(refused.headers['www-authenticate']).toMatch(/^Basic /);
          expect((await agent.ask({ path: '/oauth/token', body: 'grant_type=client_credentials' })).status).toBe(401);
        },
        { signal },
      );
      expect(ended).toMatchObject({ code: 0, signal: null });
      expect(ended.stdout + ended.stderr).not.toContain(keys[0]);
    }
    expect(keys[0]).toMatch(/^[\w-]{43}$/);
    expect(keys[1]).toBe(keys[0]);
  });

  it('takes a key of the user’s own over Basic, encoded or not, and a scope without a value for none', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const file = join(user.home, 'key');
    const own = 'of+openssl/rand%2Fbase64==';
    writeFileSync(file, own, { mode: 0o600 });
    await whileServing(user, ['--port', '0', '--key-file', file], async (agent) => {
      const ask = async (secret: string): Promise<number> => {
        const headers = { authorization: `Basic ${Buffer.from(`x:${secret}`).toString('base64')}` };
        const body = 'grant_type=client_credentials&scope=';
        return (await agent.ask({ path: '/oauth/token', headers, body })).status;
      };
      expect(await ask(own)).toBe(200);
      expect(await ask(encodeURIComponent(own))).toBe(200);
      expect(await ask(`${own}=`)).toBe(401);
    });
  });

  it('makes one key for two that start at the same moment, and ends well as soon as it has said that it listens', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const keys: string[] = [];
    const options = { env: { NODE_OPTIONS: `--import ${new URL('slow.mjs', import.meta.url).href}` } };
    const serve = () => whileServing(user, ['--port', '0'], async (agent) => void keys.push(agent.key), options);
    expect(await Promise.all([serve(), serve()])).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(keys[0]).toMatch(/^[\w-]{43}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(readdirSync(join(user.home, 'tokenkeep'))).toEqual(['agent.key']);
  });

  it('slows wrong keys down, however many connections bring them, and not the right one', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    await whileServing(user, ['--port', '0'], async (agent) => {
      await agent.ask();
      const startedAt = performance.now();
      const wrong = Array.from({ length: 50 }, async () => {
        const { status } = await agent.ask({ body: seedBody('wrong') });
        return { status, afterMs: performance.now() - startedAt };
      });
      expect((await agent.ask()).status).toBe(200);
      const answers = await Promise.all(wrong);
      // Only those that waited are told that the key is wrong.
      const told = answers.filter(({ status }) => status === 401);
      expect(told).toHaveLength(8);
      for (const { afterMs } of told) expect(afterMs).toBeGreaterThan(900);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(42);
    });
  });

  it.each([
    ['another Host', { host: 'evil.example' }],
    ['a Host that begins like its own', { host: '127.0.0.1.evil.example' }],
    ['an Origin', { origin: 'https://evil.example' }],
    ['its own Origin, which no program sends', { origin: 'http://localhost' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a proxy', { 'x-forwarded-for': '203.0.113.7' }],
    ['a proxy by the book', { forwarded: 'for=203.0.113.7' }],
  ])('refuses %s, even with the key', async (_, headers) => {
    await using server = await createMockServer();
    using user = User.of(server);
    await whileServing(user, ['--port', '0'], async (agent) => {
      expect((await agent.ask({ headers })).status).toBe(403);
      expect((await agent.ask({ headers, path: '/oauth/token', body: 'grant_type=client_credentials' })).status).toBe(
        403,
      );
    });
    expect(server.counters().exchanges).toBe(0);
  });

  it('says what is wrong with a request, and asks nobody for it', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    await whileServing(user, [], async (agent) => {
      expect((await agent.ask({ path: '/' })).status).toBe(404);
      expect((await agent.ask({ path: '/__proto__' })).status).toBe(404);
      const get = await agent.ask({ method: 'GET', body: '' });
      expect([get.status, get.headers.allow]).toEqual([405, 'POST']);
      for (const body of ['', '{', '[]', '{"type":"application"}', '{"type":"human","appId":"a","appSecret":"b"}']) {
        expect((await agent.ask({ body })).status).toBe(400);
      }
      const large = await agent.ask({ body: 'x'.repeat(20_000) });
      expect([large.status, large.headers.connection]).toEqual([413, 'close']);
      const form = (body: string) => agent.ask({ path: '/oauth/token', body });
      expect((await form('grant_type=password')).body).toMatchObject({ error: 'unsupported_grant_type' });
      // It would be another token than the one that is shared.
      expect((await form('grant_type=client_credentials&scope=all')).body).toMatchObject({ error: 'invalid_scope' });
    });
    expect(server.counters().exchanges).toBe(0);
  });

  it.each([
    ['refuses', { status: 401 }, 502, undefined],
    ['is down', { status: 500 }, 502, undefined],
    ['asks to be left alone', { status: 429, retryAfter: 60 }, 503, '60'],
  ] as const)(
    'answers as a gateway when the issuer %s, and names neither origin nor reason',
    async (_, fault, status, retryAfter) => {
      await using server = await createMockServer();
      server.fault({
        route: 'token',
        times: Infinity,
        fault: { kind: 'status', ...fault, body: { message: 'canary' } },
      });
      using user = User.of(server);
      const { stdout } = await whileServing(user, ['--log', '--timeout', '3s'], async (agent) => {
        for (const [path, body] of [
          ['/oauth2/token:generate', seedBody('x')],
          ['/oauth/token', 'grant_type=client_credentials'],
        ] as const) {
          const answer = await agent.ask({ path, body });
          expect(answer.status).toBe(status);
          expect(answer.headers['retry-after']).toSatisfy((after) =>
            retryAfter === undefined ? after === undefined : Number(after) > 50 && Number(after) <= Number(retryAfter),
          );
          expect(JSON.stringify(answer.body)).not.toMatch(/127\.0\.0\.1|canary|SYMBL|ERR_TOKEN/);
        }
      });
      expect(stdout).not.toContain('canary');
    },
  );

  it('writes what happens as JSON lines with --log, without secret, key or token', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    let token = '';
    let key = '';
    const { stdout } = await whileServing(user, ['--port', '0', '--log'], async (agent) => {
      key = agent.key;
      token = String(Reflect.get(Object((await agent.ask()).body), 'accessToken'));
      await agent.ask({ body: seedBody('wrong-canary') });
    });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    const time = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ time, level: 'info', type: 'exchanged' }),
        { time, level: 'warn', type: 'refused', status: 401 },
      ]),
    );
    for (const secret of [token, key, 'wrong-canary']) expect(stdout).not.toContain(secret);
  });

  it('takes the place of an agent that was killed, and not of one that lives', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const killed = await whileServing(user, [], async () => undefined, { signal: 'SIGKILL' });
    expect(killed.signal).toBe('SIGKILL');
    await whileServing(user, [], async (agent) => {
      const second = await user.run(['agent']);
      expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining('listens on') });
      expect((await agent.ask()).status).toBe(200);
    });
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const { code, stderr } = await user.run(['agent', '--port', String(port)]);
    taken.close();
    expect([code, stderr]).toEqual([
      2,
      `tokenkeep: The agent cannot listen on port ${String(port)} (EADDRINUSE): choose another place.\n`,
    ]);
  });

  // Elsewhere a full queue refuses as one that nobody has.
  it.skipIf(noPython || process.platform !== 'linux')(
    'takes no place of an agent that has more to do than it can answer',
    async () => {
      await using server = await createMockServer();
      using user = User.of(server);
      const busy = join(user.home, 'busy.sock');
      const crowd = `import socket
s = socket.socket(socket.AF_UNIX); s.bind('${busy}'); s.listen(0)
callers = [socket.socket(socket.AF_UNIX) for _ in range(9)]
try:
  for c in callers: c.setblocking(False); c.connect('${busy}')
except BlockingIOError: print('full', flush=True)
input()`;
      const python = spawn('/usr/bin/python3', ['-c', crowd], { stdio: ['pipe', 'pipe', 'inherit'] });
      await once(python.stdout, 'data');
      const third = await user.run(['agent', '--socket', busy]);
      python.stdin.end('\n');
      expect(third).toMatchObject({ code: 2, stderr: expect.stringContaining('listens on') });
    },
  );

  it('takes no key and no place that others could have made or can read', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const key = join(user.home, 'key');
    const refused = async (args: readonly string[]): Promise<string> => {
      const { code, stderr } = await user.run(['agent', ...args]);
      expect(code).toBe(2);
      return stderr;
    };
    writeFileSync(key, 'a-key-of-the-users-own\n');
    chmodSync(key, 0o644);
    expect(await refused(['--port', '0', '--key-file', key])).toContain('is open to others: chmod 600');
    chmodSync(key, 0o600);
    symlinkSync(key, `${key}-link`);
    expect(await refused(['--port', '0', '--key-file', `${key}-link`])).toContain('ELOOP');
    writeFileSync(key, 'short\n');
    expect(await refused(['--port', '0', '--key-file', key])).toContain('at least 16 characters');
    expect(await refused(['--socket', key])).toContain('is no socket');
    expect(await refused(['--socket', '/x', '--port', '1'])).toContain('not both');
    chmodSync(user.home, 0o700);
    await user.run(['token']);
    writeFileSync(key, 'a-key-of-the-users-own\n');
    // A socket may have a key, too.
    const args = ['--socket', join(user.home, 's'), '--key-file', key];
    await whileServing(user, args, async (agent) => {
      expect((await agent.ask()).status).toBe(200);
      expect((await agent.ask({ body: seedBody('another') })).status).toBe(401);
    });
    expect(readFileSync(key, 'utf8')).toBe('a-key-of-the-users-own\n');
  });

  it('says in one line that there is no folder for its socket', async () => {
    using user = new User({ SYMBL_APP_ID: 'a', SYMBL_APP_SECRET: 'canary-secret', XDG_RUNTIME_DIR: '/proc/nowhere' });
    expect(await user.run(['agent'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^tokenkeep: \/proc\/nowhere\/tokenkeep cannot be made \(ENOENT\): [^\n]*\n$/),
    });
    // As on macOS.
    using mac = new User({ SYMBL_APP_ID: 'a', SYMBL_APP_SECRET: 'canary-secret', XDG_RUNTIME_DIR: '' });
    await whileServing(mac, [], async ({ address }) => {
      expect([address, modeOf(address)]).toEqual([join(mac.cache, 'agent/agent.sock'), '600']);
    });
  });

  it('reads a secret that was rotated in its file, without a restart', async () => {
    await using server = await createMockServer({ tokenLifetimeMs: 3000 });
    const [{ appId, appSecret }] = server.apps;
    using user = new User({ SYMBL_APP_ID: appId, SYMBL_BASE_URL: server.url });
    const file = join(user.home, 'secret');
    writeFileSync(file, appSecret);
    await whileServing(user, ['--symbl-app-secret-file', file], async (agent) => {
      const first = await agent.ask();
      server.setCredentials(appId, 'rotated-secret');
      writeFileSync(file, 'rotated-secret\n');
      await expect
        .poll(async () => (await agent.ask()).body, { timeout: 15_000 })
        .not.toMatchObject({ accessToken: Reflect.get(Object(first.body), 'accessToken') });
      expect((await agent.ask()).status).toBe(200);
    });
    expect(server.exchanges().map(({ status }) => status)).not.toContain(401);
  });

  it('ends in good order while a caller waits for the issuer', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    server.fault({ route: 'token', fault: { kind: 'delay', ms: 700 } });
    let waiting: Promise<{ readonly status: number }> | undefined;
    const { code } = await whileServing(user, [], async (agent) => {
      waiting = agent.ask();
      await expect.poll(() => server.counters().exchanges).toBe(1);
    });
    expect([code, (await waiting)?.status]).toEqual([0, 200]);
  });

  it.skipIf(noPython)('listens on the socket that systemd hands over', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    // As systemd does: file descriptor 3 listens already, and LISTEN_PID names the process.
    const script = `import socket, os, sys
s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen()
os.dup2(s.fileno(), 3); os.set_inheritable(3, True)
os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid()))
os.execvp(sys.argv[2], sys.argv[2:])`;
    const socket = join(user.home, 'activated.sock');
    const args = ['-c', script, socket, join(user.cwd, 'node_modules/.bin/tokenkeep'), 'agent'];
    let used: Promise<void> | undefined;
    const { code, stderr } = await user.run(args, {
      command: '/usr/bin/python3',
      onOutput: (child, _, printed) => {
        const [, file] = /^Listening on the socket of systemd, the key is in (.*)\.\n/.exec(printed) ?? [];
        if (file === undefined) return;
        used ??= post(socket, seedBody(readFileSync(file, 'utf8').trim()))
          .then((answer) => expect(answer).toMatch(/^HTTP\/1\.1 200 /))
          .finally(() => child.kill('SIGTERM'));
      },
    });
    await used;
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^Listening on the socket of systemd/)]);
  });
});

function post(path: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const head = `POST /oauth2/token:generate HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${String(body.length)}\r\n\r\n`;
    const socket = connect(path, () => socket.write(head + body));
    let text = '';
    socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    socket.once('end', () => resolve(text)).once('error', reject);
  });
}
