import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { realSleep } from './bench-clock.ts';

/** A Redis of our own. `await using` ends it. */
export interface RunningRedis extends AsyncDisposable {
  readonly socketPath: string;
}

/** Whether there is a redis-server on this machine. */
export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** Starts Debian's redis-server on a socket in the folder, keeping nothing. */
export async function startRedis(directory: string): Promise<RunningRedis> {
  const socketPath = join(directory, 'redis.sock');
  const options = ['--port', '0', '--unixsocket', socketPath, '--save', '', '--appendonly', 'no', '--dir', directory];
  const child = spawn('redis-server', options, { stdio: 'ignore' });
  const ended = once(child, 'exit');
  for (let tries = 0; !existsSync(socketPath); tries += 1) {
    if (tries > 1000 || child.exitCode !== null) throw new Error('redis-server did not start.');
    await realSleep(10);
  }
  return {
    socketPath,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
