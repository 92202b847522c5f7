import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { seedBody, whileServing } from './running-agent.ts';
import { modeOf, User } from './user.ts';

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
});
