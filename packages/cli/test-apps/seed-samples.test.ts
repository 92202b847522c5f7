import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { whileServing } from './running-agent.ts';
import { testFile, User, type Ended } from './user.ts';

const python =
  ['/usr/bin/python3', 'python3'].find((command) => works(command, ['-c', 'import requests'])) ?? 'python3';

/** The seed document's sample; its URL and its credentials are replaced, nothing else. */
function sample(name: string, origin: string): string {
  const text = readFileSync(testFile(`../../mock-server/test/seed/${name}.txt`), 'utf8');
  expect(text).toContain('"https://api.symbl.ai/oauth2/token:generate"');
  return text.replace('https://api.symbl.ai', origin);
}

type RunSample = (user: User, origin: string, key: string) => Promise<Ended>;

const samples: Readonly<Record<string, RunSample>> = {
  cURL: (user, origin, key) =>
    user.run(['-c', sample('curl', origin)], { command: 'bash', env: { APP_ID: 'anybody', APP_SECRET: key } }),
  Node: (user, origin, key) =>
    user.run(['--no-deprecation', '--input-type=commonjs', '-'], {
      command: process.execPath,
      // The sample requires the request package, which is installed beside the tests.
      env: { NODE_PATH: testFile('../node_modules') },
      input: sample('node', origin).replace('APP_ID;', '"anybody";').replace('APP_SECRET;', `"${key}";`),
    }),
  Python: (user, origin, key) =>
    user.run(['-'], {
      command: python,
      input: sample('python', origin).replace('your_app_id', 'anybody').replace('your_app_secret', key),
    }),
};

const needs: Readonly<Record<string, readonly [string, ...string[]]>> = {
  cURL: ['curl', '--version'],
  Node: [process.execPath, '--version'],
  Python: [python, '-c', 'import requests'],
};

describe("the seed document's samples against the agent, with their URL and credentials alone replaced", () => {
  it.each(Object.keys(samples))('%s gets the shared token, and 401 for a wrong key', async (name) => {
    const [command, ...args] = needs[name] ?? ['true'];
    // On a laptop without the tool there is nothing to run; CI has it.
    if (!process.env['CI'] && !works(command, args)) return;
    await using server = await createMockServer();
    using user = User.of(server);
    const { stdout: token } = await user.run(['token']);
    await whileServing(user, ['--port', '0'], async ({ address, key }) => {
      const right = await samples[name]?.(user, address, key);
      expect(right?.stdout).toContain(token.trim());
      expect(right?.stdout).toMatch(/expiresIn\W+86[34]\d\d/);
      const wrong = await samples[name]?.(user, address, 'wrong');
      expect(wrong?.stdout).toMatch(/401/);
      expect(wrong?.stdout).not.toContain(token.trim());
    });
    expect(server.counters().exchanges).toBe(1);
  });
});

function works(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
