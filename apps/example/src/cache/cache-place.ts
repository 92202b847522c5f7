import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';

/** Where the applications keep their tokens: each in its memory, or all of them in one place. */
export type CacheKind = 'memory' | 'file' | 'redis';

/** A cache that lasts as long as the run. */
export interface CachePlace extends AsyncDisposable {
  /** What the applications are told about it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Makes the place: a scratch folder, in it perhaps a Redis of its own that listens on no port. */
export async function makeCachePlace(kind: CacheKind): Promise<CachePlace> {
  if (kind === 'memory') return { env: {}, async [Symbol.asyncDispose]() {} };
  const folder = await mkdtemp(join(tmpdir(), 'tokenkeep-'));
  const path = join(folder, kind === 'file' ? 'tokens' : 'redis.sock');
  const env = { EXAMPLE_CACHE: kind, EXAMPLE_CACHE_PATH: path };
  let redis: ChildProcess | undefined;
  const dispose = async (): Promise<void> => {
    if (redis !== undefined && redis.exitCode === null && redis.signalCode === null && redis.pid !== undefined) {
      const gone = once(redis, 'exit');
      redis.kill('SIGKILL');
      await gone;
    }
    await rm(folder, { recursive: true, force: true });
  };
  if (kind === 'redis') {
    redis = spawnRedis(folder, path);
    await reachable(redis, path).catch(async (error: unknown) => {
      await dispose();
      throw error;
    });
  }
  return { env, [Symbol.asyncDispose]: dispose };
}

function spawnRedis(folder: string, socket: string): ChildProcess {
  const settings = ['--port', '0', '--unixsocket', socket, '--unixsocketperm', '700', '--dir', folder];
  // A group of its own: a terminal's Ctrl-C must not end it before the applications that use it.
  return spawn('redis-server', [...settings, '--save', '', '--appendonly', 'no'], { stdio: 'ignore', detached: true });
}

async function reachable(redis: ChildProcess, path: string): Promise<void> {
  const failed = new Promise<never>((_resolve, reject) => {
    redis.once('error', () =>
      reject(new Error('redis-server is not installed: install it, or use --cache file instead.')),
    );
    redis.once('exit', () => reject(new Error('redis-server ended at once: see what it says, or use --cache file.')));
  });
  failed.catch(() => undefined);
  for (let tries = 0; tries < 100; tries += 1) {
    const answered = await Promise.race([ping(path), failed]);
    if (answered) return;
    await Promise.race([sleep(100), failed]);
  }
  throw new Error('redis-server did not answer within 10 s: see whether it runs, or use --cache file.');
}

async function ping(path: string): Promise<boolean> {
  const client = createClient({ socket: { path, tls: false, reconnectStrategy: false } });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
    return true;
  } catch {
    return false;
  } finally {
    client.destroy();
  }
}
