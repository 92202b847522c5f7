import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMockServer } from '@tokenkeep/mock-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedBody } from './running-agent.ts';
import { User } from './user.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokenkeep-runtimes-'));
  const dependencies = {
    'node-20': 'npm:node@20',
    'node-22': 'npm:node@22.13.0',
    'node-26': 'npm:node@26',
    bun: '1.4.5',
    deno: '2.9.6',
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const install = (): Buffer =>
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder, stdio: 'pipe' });
  try {
    install();
  } catch {
    // The network may have had a bad moment.
    install();
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ['Node 22.13.0, the oldest that engines allows,', 'node-22/bin/node', []],
  ['Node 26', 'node-26/bin/node', []],
  ['Bun', '.bin/bun', []],
  ['Deno', '.bin/deno', ['run', '--allow-all']],
])('%s runs every command', async (name, binary, flags) => {
  await using server = await createMockServer();
  using user = User.of(server);
  const command = join(folder, 'node_modules', binary);
  const script = join(user.cwd, 'node_modules/@tokenkeep/cli/dist/main.js');
  const run = (args: readonly string[], options: Parameters<User['run']>[1] = {}) =>
    user.run([...flags, script, ...args], { ...options, command });

  const token = await run(['token']);
  expect([name, token.code, token.stderr]).toEqual([name, 0, '']);
  // Node finds what another runtime has stored.
  expect((await user.run(['token'])).stdout).toBe(token.stdout);
  expect((await run(['exec', '--', 'sh', '-c', 'echo "$SYMBL_ACCESS_TOKEN"; exit 7'])).stdout).toBe(token.stdout);
  expect((await run(['exec', '--', 'sh', '-c', 'exit 7'])).code).toBe(7);
  const fetched = await run([
    'fetch',
    '-d',
    '{"messages":[{}]}',
    '-H',
    'content-type: application/json',
    `${server.url}/v1/process/text`,
  ]);
  expect([fetched.code, JSON.parse(fetched.stdout)]).toMatchObject([0, { jobId: expect.any(String) }]);
  expect((await run(['status', '--json'])).stdout).toContain('"state":"fresh"');
  expect((await run(['tokn'])).stderr).toBe('tokenkeep: There is no such command: did you mean token?\n');
  const doctor = await run(['doctor']);
  expect([doctor.code, doctor.stdout]).toEqual([
    0,
    expect.stringContaining('✓ Two processes at once share one exchange'),
  ]);

  let asked: Promise<unknown> | undefined;
  const agent = await run(['agent'], {
    onOutput: (child, _, stderr) => {
      const [, socket] = /^Listening on (.+)\.\n/.exec(stderr) ?? [];
      if (socket === undefined) return;
      const curl = ['-sf', '--unix-socket', socket, 'http://localhost/oauth2/token:generate', '-d', seedBody('any')];
      asked ??= user
        .run(curl, { command: 'curl' })
        .then(({ stdout }) => JSON.parse(stdout))
        .finally(() => child.kill('SIGTERM'));
    },
  });
  expect(await asked).toMatchObject({ accessToken: token.stdout.trim() });
  expect(agent.code).toBe(0);
});

it('Node 20 is told which Node is needed, and loads nothing else', async () => {
  using user = new User();
  const command = join(folder, 'node_modules/node-20/bin/node');
  const script = join(user.cwd, 'node_modules/@tokenkeep/cli/dist/main.js');
  expect(await user.run([script, 'token'], { command })).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^tokenkeep: Node 20\.\d+\.\d+ is too old: install 22\.13 or newer\.\n$/),
  });
});
