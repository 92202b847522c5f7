import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { leastPrivilege } from './least-privilege.ts';

/** A `redis-server` of this test's own, on a free loopback port. `await using` ends it. */
export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  /** For the user of the README, who has no right but those that the cache needs. */
  readonly url: string;
  /** Of that user, `tokenkeep`. */
  readonly password: string;
  /** Sends a command on a connection of its own; resolves to the raw reply. */
  command(...parts: readonly string[]): Promise<string>;
  /** SIGSTOP: the kernel still accepts connections, nobody answers. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts again on the same port, empty. */
  start(): Promise<void>;
}

/** `REDIS_SERVER=/usr/bin/valkey-server pnpm test` tries another engine or version. */
const program = process.env['REDIS_SERVER'] ?? 'redis-server';
const missing = spawnSync(program, ['--version']).status !== 0;
if (missing && process.env['CI']) throw new Error('redis-server is missing: CI has to install it (apt-get).');
if (missing) console.warn('SKIPPED: redis-server is not installed, so nothing about a real Redis is tested.');

const password = 'least';

/** Whether tests against a real Redis can run. In CI its absence is an error. */
export const haveRedis: boolean = !missing;

/** Starts a Redis that writes nothing to disk. */
export function redisServer(...settings: readonly string[]): Promise<RedisServer> {
  return serverOf((directory) => ['--save', '', '--dir', directory, ...settings]);
}

/** Starts a sentinel, which wants a file of its own to write to. @param settings a line each */
export function redisSentinel(...settings: readonly string[]): Promise<RedisServer> {
  return serverOf((directory) => {
    const file = join(directory, 'sentinel.conf');
    writeFileSync(file, settings.join('\n'));
    return [file, '--sentinel'];
  });
}

async function serverOf(settingsIn: (directory: string) => readonly string[]): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), 'tokenkeep-redis-'));
  const settings = settingsIn(directory);
  const port = await freePort();
  let child: ChildProcess | undefined;

  const kill = async (): Promise<void> => {
    const running = child;
    if (running === undefined) return;
    child = undefined;
    const ended = once(running, 'exit');
    running.kill('SIGKILL');
    await ended;
  };
  const start = async (): Promise<void> => {
    child = spawn(program, [...settings, '--port', String(port), '--bind', '127.0.0.1'], { stdio: 'ignore' });
    preferred(child);
    for (let tries = 0; tries < 500; tries += 1) {
      if (/PONG|NOAUTH/.test(await send(port, ['PING']).catch(() => ''))) {
        await send(port, leastPrivilege(password));
        return;
      }
      await sleep(20);
    }
    await kill();
    throw new Error('redis-server did not start within 10 s.');
  };

  await start();
  return {
    port,
    password,
    url: `redis://tokenkeep:${password}@127.0.0.1:${port}`,
    command: (...parts) => send(port, parts),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    kill,
    start,
    async [Symbol.asyncDispose]() {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A Redis has a machine of its own: fifty clients that start at once must not take its CPU. */
function preferred({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, -10);
  } catch {
    // Only root may.
  }
}

/** A loopback port that nobody has. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** One command in Redis's own protocol (RESP), without a client. */
async function send(port: number, parts: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    const request = parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('');
    socket.write(`*${parts.length}\r\n${request}`);
    const [reply] = await once(socket, 'data', { signal: AbortSignal.timeout(5000) });
    return String(reply);
  } finally {
    socket.destroy();
  }
}
