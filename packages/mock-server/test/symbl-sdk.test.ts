import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { createMockServer, type MockApp, type MockServer } from '../src/index.ts';
import { callApi } from './call.ts';
import { run } from './run.ts';

interface SdkResult {
  readonly accessToken?: string;
  readonly expiresIn?: number;
  readonly read?: string;
  readonly message?: string;
}

async function runSdk({ url }: MockServer, { appId, appSecret }: MockApp): Promise<SdkResult> {
  const { code, stdout, stderr } = await run(process.execPath, ['test/symbl-sdk.cjs', url, appId, appSecret]);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as SdkResult;
}

/** On a laptop without the package a test says so and is skipped; in CI its absence is a failure. */
function isMissing(): boolean {
  if (process.env['CI']) return false;
  try {
    createRequire(import.meta.url).resolve('@symblai/symbl-js');
    return false;
  } catch {
    return true;
  }
}

describe("Symbl's own Node SDK", () => {
  it('gets a token by its auth base path, reads its expiry, and the API accepts it', async ({ skip }) => {
    skip(isMissing(), '@symblai/symbl-js is not installed');
    await using server = await createMockServer({ jwt: true });
    const { accessToken, expiresIn, read } = await runSdk(server, server.apps[0]);
    expect(expiresIn).toBeGreaterThan(86_390);
    expect(accessToken).toMatch(/^eyJ/);
    expect(read).toBe(accessToken);
    expect((await callApi(server, accessToken)).status).toBe(200);
    expect(server.counters()).toMatchObject({ exchanges: 1, minted: 1 });
  });

  it('is told when its pair is wrong', async ({ skip }) => {
    skip(isMissing(), '@symblai/symbl-js is not installed');
    await using server = await createMockServer({ jwt: true });
    const result = await runSdk(server, { ...server.apps[0], appSecret: 'wrong' });
    expect(result).toEqual({ message: 'Combination of appId and appSecret is not valid.' });
    expect(server.exchanges()).toMatchObject([{ status: 401 }]);
  });
});
