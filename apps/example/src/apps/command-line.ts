import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cachedStatus } from '@tokenkeep/core';
import { plainServer, reportStatus, runApp } from '../app-process.ts';
import { tellHost, type AppMessage } from '../messages.ts';
import config from './command-line-config.ts';

const command = fileURLToPath(new URL('dist/main.js', import.meta.resolve('@tokenkeep/cli/package.json')));
const configFile = fileURLToPath(new URL('./command-line-config.js', import.meta.url));
const { issuer, cache, clock } = config;
const ending = new AbortController();

/** Runs `tokenkeep fetch` in a process of its own, as a shell or a cron job does. @returns what it printed */
async function conversation(id: string): Promise<Response> {
  const args = ['fetch', `/v1/conversations/${encodeURIComponent(id)}`, '--config', configFile];
  const env = { ...process.env, EXAMPLE_AHEAD_MS: String(clock.now() - Date.now()) };
  const child = fork(command, args, { env, stdio: ['ignore', 'pipe', 'ignore', 'ipc'], signal: ending.signal });
  child.on('message', (message: AppMessage) => tellHost(message));
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code]: (number | null)[] = await once(child, 'close');
  return new Response(said, { status: code === 0 ? 200 : 502 });
}

// No process of it stays to be asked: what `tokenkeep status` prints, it reads from the cache, and so does this.
reportStatus({ status: () => cachedStatus({ issuer, cache, clock }) });
runApp(plainServer({ conversations: conversation }), async () => ending.abort());
