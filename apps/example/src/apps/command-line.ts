import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { cachedStatus } from '@tokenkeep/core';
import { mask, reportStatus, runApp } from '../app-process.ts';
import { tellHost, type AppMessage, type HostMessage } from '../messages.ts';
import config from './command-line-config.ts';

const manifest = createRequire(import.meta.url).resolve('@tokenkeep/cli/package.json');
const command = fileURLToPath(new URL('dist/main.js', `file://${manifest}`));
const configFile = fileURLToPath(new URL('./command-line-config.js', import.meta.url));
const { issuer, cache, clock } = config;
const running = new Set<ChildProcess>();

// Time passes for those that are under way, too.
process.on('message', (message: HostMessage) => {
  for (const child of running) if (message.type === 'advance' && child.connected) child.send(message);
});

/** Runs `tokenkeep` in a process of its own, as a shell or a cron job does. @returns what it printed */
async function tokenkeep(...args: readonly string[]): Promise<string> {
  const env = { ...process.env, EXAMPLE_AHEAD_MS: String(clock.now() - Date.now()) };
  const child = fork(command, [...args, '--config', configFile], { env, stdio: ['ignore', 'pipe', 'ignore', 'ipc'] });
  running.add(child);
  child.on('message', (message: AppMessage) => tellHost(message));
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code]: (number | null)[] = await once(child, 'close');
  running.delete(child);
  if (code !== 0) throw new Error(`tokenkeep ended with ${code}.`);
  return said;
}

const server = createServer((request, reply) => {
  const [, route, id = ''] = request.url?.split('/') ?? [];
  const work = route === 'status' ? shownToken() : tokenkeep('fetch', `/v1/conversations/${encodeURIComponent(id)}`);
  work.then(
    (body) => reply.end(body),
    () => reply.writeHead(502).end('{}'),
  );
});

async function shownToken(): Promise<string> {
  const { accessToken, expiresIn } = JSON.parse(await tokenkeep('token', '--json'));
  return JSON.stringify({ token: mask(accessToken), expiresIn });
}

// No process of it stays to be asked: what `tokenkeep status` prints, it reads from the cache, and so does this.
reportStatus({ status: async () => ({ ...(await cachedStatus({ issuer, cache, clock })), refreshing: false }) });
await runApp({
  server,
  async close() {
    server.closeAllConnections();
    const ends = [...running].map((child) => once(child, 'exit'));
    for (const child of running) child.kill();
    await Promise.all(ends);
  },
});
