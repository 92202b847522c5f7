import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Where the applications keep their tokens: each in its memory, or all of them in one place. */
export type CacheKind = 'memory' | 'file' | 'redis';

/** Makes the place: a scratch folder, and in it perhaps a Redis of its own; both last until `remove`. */
export async function makeCachePlace(kind: CacheKind) {
  const folder = await mkdtemp(join(tmpdir(), 'tokenkeep-'));
  const redis = kind === 'redis' ? await startRedis(folder) : undefined;
  redis?.stdout.resume();
  const remove = async (): Promise<void> => {
    if (redis?.kill('SIGKILL') === true) await once(redis, 'exit');
    await rm(folder, { recursive: true, force: true });
  };
  if (kind !== 'redis' || redis !== undefined) return { folder, remove };
  await remove();
  throw new Error('redis-server did not start: install it, or use --cache file instead.');
}

/** Starts one that listens on no port. @returns `undefined` when it is not ready within ten seconds */
async function startRedis(folder: string) {
  const args = ['--port', '0', '--unixsocket', join(folder, 'shared'), '--unixsocketperm', '700', '--dir', folder];
  // A group of its own: a terminal's Ctrl-C must not end it before the applications that use it.
  const redis = spawn('redis-server', [...args, '--save', ''], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  redis.on('error', () => undefined);
  const lines = createInterface({ input: redis.stdout, signal: AbortSignal.timeout(10_000) });
  for await (const line of lines) if (/ready to accept connections/i.test(line)) return redis;
  redis.kill('SIGKILL');
  return undefined;
}
