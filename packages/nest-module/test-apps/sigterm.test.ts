import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createMockServer } from '@tokenkeep/mock-server';
import { expect, it } from 'vitest';

it('SIGTERM with enableShutdownHooks closes the client, and the process ends by itself', async () => {
  await using server = await createMockServer();
  const [{ appId, appSecret }] = server.apps;
  const child = spawn(process.execPath, [fileURLToPath(new URL('sigterm-app.js', import.meta.url))], {
    env: { ...process.env, SYMBL_APP_ID: appId, SYMBL_APP_SECRET: appSecret, SYMBL_BASE_URL: server.url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.setEncoding('utf8');
  let output = '';
  for await (const chunk of child.stdout) {
    output += chunk;
    if (output.includes('listening') && !child.killed) child.kill('SIGTERM');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(output).toBe('flight-started\nexchanged\nflight-ended\nlistening\nclosed\n');
  expect([child.exitCode, child.signalCode]).toEqual([null, 'SIGTERM']);
});
