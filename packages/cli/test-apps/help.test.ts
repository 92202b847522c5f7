import { describe, expect, it } from 'vitest';
import { User } from './user.ts';

describe('the help', () => {
  it('shows every command, with examples, and the exit codes', async () => {
    using user = new User();
    const { code, stdout, stderr } = await user.run(['--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(
      'Exit codes: 0 well, 1 something to mend, 2 usage or configuration, 3 credentials refused',
    );
    for (const command of ['token', 'exec', 'fetch', 'status', 'doctor', 'agent']) {
      expect(stdout).toContain(`  ${command} `);
      expect((await user.run([command, '--help'])).stdout).toMatch(/\nExamples:\n {2}/);
    }
    expect(await user.run([])).toMatchObject({
      code: 2,
      stderr: 'tokenkeep: No command is given: see tokenkeep --help.\n',
    });
    expect((await user.run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  // `script`, which makes a terminal, is another command elsewhere.
  it.skipIf(process.platform !== 'linux')('has colours on a terminal alone, and not with NO_COLOR', async () => {
    using user = new User();
    const inTerminal = (env: Record<string, string>) =>
      user.run(['-qec', 'node_modules/.bin/tokenkeep token', '/dev/null'], { command: 'script', env });
    expect((await inTerminal({ TERM: 'xterm-256color' })).stdout).toContain('\u001B[31mtokenkeep:');
    expect((await inTerminal({ TERM: 'xterm-256color', NO_COLOR: '1' })).stdout).not.toContain('\u001B[');
    expect((await user.run(['token'], { env: { TERM: 'xterm-256color' } })).stderr).not.toContain('\u001B[');
  });
});
