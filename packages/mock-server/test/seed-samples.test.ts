import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createMockServer, type MockApp, type MockServer } from '../src/index.ts';
import { type Ended, run } from './run.ts';

/** The seed document's sample; its own URL is replaced, nothing else. */
function sample(name: string, { url }: MockServer): string {
  const text = readFileSync(new URL(`seed/${name}`, import.meta.url), 'utf8');
  expect(text).toContain('"https://api.symbl.ai/oauth2/token:generate"');
  return text.replace('https://api.symbl.ai', url);
}

function runCurl(server: MockServer, { appId, appSecret }: MockApp): Promise<Ended> {
  return run('bash', ['-c', sample('curl.txt', server)], { env: { APP_ID: appId, APP_SECRET: appSecret } });
}

function runNode(server: MockServer, { appId, appSecret }: MockApp): Promise<Ended> {
  const code = sample('node.txt', server)
    .replace('APP_ID;', `${JSON.stringify(appId)};`)
    .replace('APP_SECRET;', `${JSON.stringify(appSecret)};`);
  return run(process.execPath, ['--no-deprecation', '--input-type=commonjs', '-'], { input: code });
}

function runPython(python: string, server: MockServer, { appId, appSecret }: MockApp): Promise<Ended> {
  const code = sample('python.txt', server).replace('your_app_id', appId).replace('your_app_secret', appSecret);
  return run(python, ['-'], { input: code });
}

function works(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const python =
  ['/usr/bin/python3', 'python3'].find((command) => works(command, ['-c', 'import requests'])) ?? 'python3';
/** On a laptop without the tool a test says so and is skipped; CI has it, so there its absence is a failure. */
function isMissing(command: string, args: readonly string[]): boolean {
  return !process.env['CI'] && !works(command, args);
}

describe("the seed document's samples, with their URL and credentials alone replaced", () => {
  it('cURL gets a token, and 401 for a wrong pair', async ({ skip }) => {
    skip(isMissing('curl', ['--version']), 'curl is not installed');
    await using server = await createMockServer();
    const right = await runCurl(server, server.apps[0]);
    expect(JSON.parse(right.stdout)).toEqual({ accessToken: expect.any(String), expiresIn: 86_400 });
    const wrong = await runCurl(server, { ...server.apps[0], appSecret: 'wrong' });
    expect(JSON.parse(wrong.stdout)).toMatchObject({ statusCode: 401 });
    expect(server.exchanges().map(({ status }) => status)).toEqual([200, 401]);
  });

  it('Node, with the request package, gets a token, and 401 for a wrong pair', async () => {
    await using server = await createMockServer();
    const right = await runNode(server, server.apps[0]);
    expect(right.stderr).toBe('');
    expect(JSON.parse(right.stdout)).toEqual({ accessToken: expect.any(String), expiresIn: 86_400 });
    const wrong = await runNode(server, { ...server.apps[0], appSecret: 'wrong' });
    expect(JSON.parse(wrong.stdout)).toMatchObject({ statusCode: 401 });
    expect(server.exchanges().map(({ status }) => status)).toEqual([200, 401]);
  });

  it('Python, with requests, gets a token, and 401 for a wrong pair', async ({ skip }) => {
    skip(isMissing(python, ['-c', 'import requests']), 'python3-requests is not installed');
    await using server = await createMockServer();
    const right = await runPython(python, server, server.apps[0]);
    expect(right.stderr).toBe('');
    expect(right.stdout).toMatch(/^accessToken => [\w-]{43}\nexpiresIn => 86400\n$/);
    const wrong = await runPython(python, server, { ...server.apps[0], appSecret: 'wrong' });
    expect(wrong.stdout).toMatch(/^Unauthorized\. Please generate a new access token\. \{"statusCode":401,/);
    expect(server.exchanges().map(({ status }) => status)).toEqual([200, 401]);
  });
});
