import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMockServer } from '../src/index.ts';
import { command, type Ended, run } from './run.ts';

/** Starts the command, calls `use` when it listens, then sends it a signal. */
async function whileRunning(
  args: readonly string[],
  use: (url: string, printed: string) => Promise<void>,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<Ended> {
  let used: Promise<void> | undefined;
  const ended = await run(process.execPath, [command, '--port', '0', ...args], {
    onOutput: (child, stdout) => {
      const [, url] = /^SYMBL_BASE_URL=(\S+)\nSYMBL_APP_ID=.*\n/.exec(stdout) ?? [];
      if (url !== undefined) used ??= use(url, stdout).finally(() => child.kill(signal));
    },
  });
  await used;
  return ended;
}

async function post(url: string, appId: string, appSecret: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/oauth2/token:generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'application', appId, appSecret }),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

describe('tokenkeep-mock', () => {
  it('makes a pair, prints it, and takes it', async () => {
    const { code, stderr } = await whileRunning([], async (url, printed) => {
      const [, appId = '', appSecret = ''] = /^SYMBL_APP_ID=(\S+)\nSYMBL_APP_SECRET=(\S+)$/m.exec(printed) ?? [];
      expect(await post(url, appId, appSecret)).toMatchObject({ status: 200, expiresIn: 86_400 });
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Listening on http:\/\/127\.0\.0\.1:\d+, press Ctrl-C to stop\.\n/);
  });

  it('takes the apps and times it is told, and prints a line per exchange without secret or token', async () => {
    const times = ['--token-lifetime', '90s', '--rollover', '5s', '--latency', '1ms-5ms', '--jwt'];
    let token: unknown;
    const { stdout, stderr } = await whileRunning(
      ['--app', 'one:canary-1', '--app', 'two:canary-2', ...times],
      async (url) => {
        const granted = await post(url, 'two', 'canary-2');
        expect(granted).toMatchObject({ status: 200, expiresIn: 90, accessToken: expect.stringMatching(/^eyJ/) });
        token = granted['accessToken'];
        expect(await post(url, 'one', 'canary-3')).toMatchObject({ status: 401 });
      },
    );
    expect(stdout).toMatch(/^SYMBL_BASE_URL=\S+\nSYMBL_APP_ID=one\n$/);
    const [, ...lines] = stderr.trimEnd().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^\S+Z {2}POST \/oauth2\/token:generate {2}200 {2}app "two" {2}new token, 90 s left$/),
      expect.stringMatching(/^\S+Z {2}POST \/oauth2\/token:generate {2}401 {2}app "one"$/),
    ]);
    expect(stdout + stderr).not.toContain('canary');
    expect(stdout + stderr).not.toContain(token);
  });

  it('prints lines that a shell takes over, whatever is in them', async () => {
    const { stdout } = await whileRunning(['--app', `it's "$HOME":x`], async () => undefined);
    const shell = await run('sh', ['-c', `${stdout}printf '%s|%s' "$SYMBL_APP_ID" "$SYMBL_BASE_URL"`]);
    expect(shell.stdout).toMatch(/^it's "\$HOME"\|http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('serves the endpoint of a shape and the routes in a file', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'mock-'));
    const routes = join(folder.path, 'routes.json');
    writeFileSync(routes, JSON.stringify([{ path: '/ping', open: true, answer: { body: { pong: true } } }]));
    const endpoint = ['--endpoint', 'examples/toast.json', '--round-up', '--token-lifetime', '1500ms'];
    const { stderr } = await whileRunning(['--app', 'one:1', ...endpoint, '--routes', routes], async (url) => {
      const granted = await fetch(`${url}/authentication/v1/authentication/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ clientId: 'one', clientSecret: '1', userAccessType: 'TOAST_MACHINE_CLIENT' }),
      });
      expect(await granted.json()).toMatchObject({ token: { expiresIn: 2 } });
      expect(await (await fetch(`${url}/ping`)).json()).toEqual({ pong: true });
    });
    expect(stderr).toContain('POST /authentication/v1/authentication/login  200  app "one"');
  });

  it.each([
    [['--endpoint', 'nowhere.json'], 'nowhere.json cannot be read (ENOENT).'],
    [['--endpoint', 'README.md'], 'README.md is not JSON.'],
    [['--endpoint', 'package.json'], "--endpoint must have required property 'path'."],
    [['--routes', 'package.json'], '--routes must be a file with a JSON list of routes.'],
    [['--control-key', 'canary'], 'controlKey must be at least 16 characters'],
  ])('says what is wrong with %j', async (args, message) => {
    const { code, stderr } = await run(process.execPath, [command, '--port', '0', ...args]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`tokenkeep-mock: ${message}`)]);
    expect(stderr).not.toContain('canary');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends cleanly on %s, with a connection hung', async (signal) => {
    const { code, stderr } = await whileRunning(
      ['--app', 'one:1'],
      async (url) => {
        const headers = { 'content-type': 'application/json' };
        const order = JSON.stringify({ route: 'token', fault: { kind: 'hang' } });
        await fetch(`${url}/__mock/faults`, { method: 'POST', headers, body: order });
        post(url, 'one', '1').catch(() => undefined);
        await expect
          .poll(async () => (await fetch(`${url}/__mock/counters`)).json())
          .toMatchObject({ faultedExchanges: 1 });
      },
      signal,
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Listening on http:\/\/127\.0\.0\.1:\d+, press Ctrl-C to stop\.\n/);
  });

  it('goes on when nobody reads what it prints, as with `| head -1`', async () => {
    let used: Promise<unknown> | undefined;
    const { code } = await run(process.execPath, [command, '--port', '0', '--app', 'one:1'], {
      onOutput: (child, stdout) => {
        const [, url] = /^SYMBL_BASE_URL=(\S+)/.exec(stdout) ?? [];
        if (url === undefined || used !== undefined) return;
        child.stdout?.destroy();
        child.stderr?.destroy();
        used = (async () => {
          const statuses = [];
          for (let call = 0; call < 3; call += 1) statuses.push((await post(url, 'one', '1'))['status']);
          return statuses;
        })().finally(() => child.kill('SIGTERM'));
      },
    });
    expect(await used).toEqual([200, 200, 200]);
    expect(code).toBe(0);
  });

  it('says in one line that a port is taken, and exits with 1', async () => {
    await using server = await createMockServer();
    const { code, stdout, stderr } = await run(process.execPath, [command, '--port', String(server.port)]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^tokenkeep-mock: Port \d+ on 127\.0\.0\.1 is taken: .*\n$/);
  });

  it('explains itself, tells its version, and exits with 1 for an option it does not know', async () => {
    const help = await run(process.execPath, [command, '--help']);
    expect([help.code, help.stderr]).toEqual([0, '']);
    for (const option of ['--port', '--app', '--token-lifetime', '--rollover', '--latency', '--version']) {
      expect(help.stdout).toContain(option);
    }
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await run(process.execPath, [command, '--version'])).toEqual({
      code: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
    const unknown = await run(process.execPath, [command, '--nope']);
    expect([unknown.code, unknown.stdout]).toEqual([1, '']);
    expect(unknown.stderr).toContain('Unknown option --nope');
  });
});
