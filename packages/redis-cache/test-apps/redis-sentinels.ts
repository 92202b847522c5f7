import { setTimeout as sleep } from 'node:timers/promises';
import { deniedBy } from '../test/least-privilege.ts';
import { redisSentinel, redisServer, type RedisServer } from '../test/redis-server.ts';

/** A master with two replicas, watched by three sentinels, on loopback. `await using` ends them. */
export interface RedisSentinels extends AsyncDisposable {
  /** What the sentinels call it. */
  readonly name: string;
  readonly sentinelPorts: readonly number[];
  /** Who may use it, with the rights of the README. */
  readonly username: string;
  readonly password: string;
  /** Which commands those rights did not allow. */
  denied(): Promise<readonly string[]>;
  /** Who is in charge at the moment, as the sentinels say. */
  master(): Promise<RedisServer>;
}

/** Starts them. A master that does not answer for a second is replaced. */
export async function redisSentinels(): Promise<RedisSentinels> {
  const name = 'tokens';
  const quick = ['--repl-diskless-sync-delay', '0', '--repl-ping-replica-period', '1'];
  const first = await redisServer(...quick);
  const replicas = [
    await redisServer(...quick, '--replicaof', `127.0.0.1 ${first.port}`),
    await redisServer(...quick, '--replicaof', `127.0.0.1 ${first.port}`),
  ];
  for (const replica of replicas) {
    await until(async () => /link_status:up/.test(await replica.command('INFO', 'replication')));
  }
  const sentinel = (): Promise<RedisServer> =>
    redisSentinel(
      `sentinel monitor ${name} 127.0.0.1 ${first.port} 2`,
      `sentinel down-after-milliseconds ${name} 1000`,
      `sentinel failover-timeout ${name} 5000`,
    );
  const sentinels = [await sentinel(), await sentinel(), await sentinel()];
  const all = [first, ...replicas, ...sentinels];
  for (const { command } of sentinels) {
    const status = (): Promise<string> => command('SENTINEL', 'MASTER', name);
    await until(async () => /num-slaves\r\n\$1\r\n2\r\n[^]*num-other-sentinels\r\n\$1\r\n2\r\n/.test(await status()));
  }
  const master = async (): Promise<RedisServer> => {
    const answers = await Promise.all(
      sentinels.map(({ command }) => command('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name)),
    );
    const ports = answers.map((answer) => Number(/(\d+)\r\n$/.exec(answer)?.[1]));
    const agreed = all.find(({ port }) => ports.every((told) => told === port));
    // They do not agree in the middle of a failover.
    return agreed ?? sleep(100).then(master);
  };
  return {
    name,
    sentinelPorts: sentinels.map(({ port }) => port),
    username: 'tokenkeep',
    password: first.password,
    async denied() {
      return [...new Set((await Promise.all([first, ...replicas].map(deniedBy))).flat())];
    },
    master,
    async [Symbol.asyncDispose]() {
      for (const server of all) await server[Symbol.asyncDispose]();
    },
  };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await holds().catch(() => false)) return;
    await sleep(50);
  }
  throw new Error('The sentinels did not find one another within 30 s.');
}
