import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the applications keep their tokens: each in its memory, or all of them in one place. */
export type CacheKind = 'memory' | 'file' | 'redis';

/** Makes the place: a scratch folder, and in it perhaps a Redis of its own; both last until `remove`. */
export async function makeCachePlace(kind: CacheKind) {
  const folder = await mkdtemp(join(tmpdir(), 'tokenkeep-'));
  const redis = kind === 'redis' ? spawnRedis(folder) : undefined;
  const remove = async (): Promise<void> => {
    if (redis?.kill('SIGKILL') === true) await once(redis, 'exit');
    await rm(folder, { recursive: true, force: true });
  };
  const trouble = await (redis && troubleOf(redis));
  if (trouble === undefined) return { folder, remove };
  await remove();
  throw new Error(`redis-server ${trouble}, or use --cache file instead.`);
}

/** Listens on no port. */
function spawnRedis(folder: string): ChildProcess {
  const args = ['--port', '0', '--unixsocket', join(folder, 'shared'), '--unixsocketperm', '700', '--dir', folder];
  // A group of its own: a terminal's Ctrl-C must not end it before the applications that use it.
  return spawn('redis-server', [...args, '--save', ''], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
}

/** @returns what is wrong with it; `undefined` when it is ready */
function troubleOf(redis: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    redis.once('error', () => resolve('is not installed: install it'));
    redis.once('exit', () => resolve('ended at once: see what it says'));
    setTimeout(resolve, 10_000, 'did not answer within 10 s: see whether it runs').unref();
    redis.stdout?.on('data', (said: Buffer) => {
      if (/ready to accept connections/i.test(said.toString())) resolve(undefined);
    });
  });
}
