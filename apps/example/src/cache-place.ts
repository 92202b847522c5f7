import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the applications keep their tokens: each in its memory, or all of them in one place. */
export type CacheKind = 'memory' | 'file' | 'redis';

/** A scratch folder, and in it perhaps a Redis of its own; both last as long as the run. */
export interface CachePlace extends AsyncDisposable {
  readonly folder: string;
}

/** Makes the place. */
export async function makeCachePlace(kind: CacheKind): Promise<CachePlace> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenkeep-'));
  const redis = kind === 'redis' ? spawnRedis(folder) : undefined;
  const dispose = async (): Promise<void> => {
    if (redis?.kill('SIGKILL') === true) await once(redis, 'exit');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    if (redis !== undefined) await isReady(redis);
    return { folder, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Listens on no port. */
function spawnRedis(folder: string): ChildProcess {
  const args = ['--port', '0', '--unixsocket', join(folder, 'redis'), '--unixsocketperm', '700', '--dir', folder];
  // A group of its own: a terminal's Ctrl-C must not end it before the applications that use it.
  return spawn('redis-server', [...args, '--save', ''], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
}

function isReady(redis: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => (): void => reject(new Error(`redis-server ${what}, or use --cache file instead.`));
    redis.once('error', fail('is not installed: install it'));
    redis.once('exit', fail('ended at once: see what it says'));
    setTimeout(fail('did not answer within 10 s: see whether it runs'), 10_000).unref();
    redis.stdout?.on('data', (said: Buffer) => {
      if (/ready to accept connections/i.test(said.toString())) resolve();
    });
  });
}
