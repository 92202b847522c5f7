import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { User } from './user.ts';

describe('tokenkeep exec', () => {
  it('hands the command a token and not the secret, in and out as they are', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const script = 'read line; echo "$line $1"; env | sort; echo "to err" >&2';
    const env = { SYMBL_APP_SECRET_FILE: undefined, OAUTH_CLIENT_SECRET: '', TOKENKEEP_REDIS_URL: '' };
    const { code, stdout, stderr } = await user.run(['exec', '--', 'sh', '-c', script, 'sh', '--json'], {
      input: 'a line\n',
      env,
    });
    expect([code, stderr]).toEqual([0, 'to err\n']);
    const { stdout: token } = await user.run(['token']);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('a line --json');
    expect(lines).toContain(`SYMBL_ACCESS_TOKEN=${token.trim()}`);
    expect(lines).toContain(`SYMBL_APP_ID=${server.apps[0].appId}`);
    expect(stdout).not.toMatch(/^(SYMBL_APP_SECRET|OAUTH_CLIENT_SECRET|TOKENKEEP_REDIS_URL)/m);
    expect(server.counters().exchanges).toBe(1);
  });

  it('calls the variable as it is told', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const { stdout } = await user.run([
      'exec',
      '--env',
      'API_TOKEN',
      '--',
      'sh',
      '-c',
      'echo "$API_TOKEN/$ACCESS_TOKEN"',
    ]);
    expect(stdout).toMatch(/^[\w-]{43}\/\n$/);
    expect(await user.run(['exec', '--env', '1x', '--', 'true'])).toMatchObject({ code: 2, stdout: '' });
  });

  it('passes the exit code on, says what cannot be run, and runs nothing without a token', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    expect(await user.run(['exec', 'sh', '-c', 'exit 42'])).toMatchObject({ code: 42, stderr: '' });
    expect(await user.run(['exec', '--', 'no-such-command'])).toMatchObject({
      code: 127,
      stderr: 'tokenkeep: The command is not there: check its name and mode.\n',
    });
    expect(await user.run(['exec', '--', '/dev/null'])).toMatchObject({ code: 126 });
    expect(await user.run(['exec'])).toMatchObject({
      code: 2,
      stderr: 'tokenkeep: An argument is missing: see tokenkeep --help.\n',
    });
    const without = await user.run(['exec', '--', 'echo', 'ran'], { env: { SYMBL_APP_SECRET: 'another' } });
    expect(without).toMatchObject({ code: 3, stdout: '' });
  });

  it('ends with the exit code of a signal that Node ignores, as shells tell it', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    expect(await user.run(['exec', '--', 'sh', '-c', 'kill -PIPE $$'])).toMatchObject({ code: 141, stderr: '' });
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1'] as const)(
    'passes %s on, and ends as the command ends',
    async (signal) => {
      await using server = await createMockServer();
      using user = User.of(server);
      const send = (script: string) =>
        user.run(['exec', '--', 'sh', '-c', script], {
          onOutput: (child, stdout) => {
            if (stdout === 'ready\n') child.kill(signal);
          },
        });
      const name = signal.slice(3);
      // A command that minds the signal, and one that it ends.
      const minding = await send(`trap 'echo got ${name}; exit 9' ${name}; echo ready; while :; do sleep 0.05; done`);
      expect(minding).toMatchObject({ code: 9, signal: null, stdout: `ready\ngot ${name}\n` });
      const ended = await send('echo ready; exec sleep 30');
      expect(ended).toMatchObject({ code: null, signal, stdout: 'ready\n' });
    },
  );
});
