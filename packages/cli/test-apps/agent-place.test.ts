import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { seedBody, whileServing } from './running-agent.ts';
import { modeOf, User } from './user.ts';

// CI has Python, for a sample of the seed.
const noPython = !existsSync('/usr/bin/python3') && !process.env['CI'];

describe('tokenkeep agent', () => {
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
