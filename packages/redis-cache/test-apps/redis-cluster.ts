import { setTimeout as sleep } from 'node:timers/promises';
import { clusterPrivilege, deniedBy } from '../test/least-privilege.ts';
import { freePort, redisServer, type RedisServer } from '../test/redis-server.ts';
import { wire, type Wire, type WireOptions } from '../test/wire.ts';

/** A Redis Cluster of three masters, with one replica each, on loopback. `await using` ends it. */
export interface RedisCluster extends AsyncDisposable {
  /** Where clients begin. */
  readonly ports: readonly number[];
  /** Who may use it, with the rights of the README. */
  readonly username: string;
  readonly password: string;
  /** Which commands those rights did not allow. */
  denied(): Promise<readonly string[]>;
  /** The key that is in it, of which only one fits. */
  findKey(pattern: RegExp): Promise<string>;
  /** Who is in charge of a key at the moment. */
  masterOf(key: string): Promise<RedisServer>;
  /** Moves the hash slot of a key, and what is in it, to another master; not before clients were sent there by ASK. */
  moveSlotOf(key: string): Promise<void>;
}

interface Node {
  readonly server: RedisServer;
  readonly busPort: number;
  readonly wire: Wire | undefined;
}

/** How a node looks from the cluster. */
interface NodeView {
  readonly id: string;
  readonly port: number;
  readonly isMaster: boolean;
  readonly slots: readonly (readonly [from: number, to: number])[];
}

const slotsOfMasters: readonly (readonly [from: number, to: number])[] = [
  [0, 5460],
  [5461, 10_922],
  [10_923, 16_383],
];

/** @param lag what replicas are sent comes so late */
export async function redisCluster(lag?: WireOptions): Promise<RedisCluster> {
  const nodes: Node[] = [];
  for (let index = 0; index < 6; index += 1) nodes.push(await startNode(index < 3 ? lag : undefined));
  const [first, ...others] = nodes;
  if (first === undefined) throw new Error('There are six.');
  for (const [index, [from, to]] of slotsOfMasters.entries()) {
    await nodes[index]?.server.command('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to));
  }
  for (const { server, busPort } of others) {
    await first.server.command('CLUSTER', 'MEET', '127.0.0.1', String(server.port), String(busPort));
  }
  await each(nodes, async ({ server }) => (await viewFrom(server)).length === 6);
  for (const [index, { server }] of nodes.entries()) {
    if (index < 3) continue;
    const master = await ownId(nodes[index - 3]?.server);
    await until(async () => (await server.command('CLUSTER', 'REPLICATE', master)).startsWith('+OK'));
  }
  await each(nodes, async ({ server }) => /cluster_state:ok/.test(await server.command('CLUSTER', 'INFO')));
  await each(nodes.slice(3), async ({ server }) => /link_status:up/.test(await server.command('INFO', 'replication')));
  await each(nodes, async ({ server }) => (await viewFrom(server)).filter(({ isMaster }) => isMaster).length === 3);
  const slots = async ({ server }: Node): Promise<string> => server.command('CLUSTER', 'SLOTS');
  await each(nodes, async (node) => (await slots(node)).match(/^:\d+\r\n\$40/gm)?.length === 6);

  const living = async (): Promise<readonly NodeView[]> => {
    for (const { server } of nodes) {
      const views = await viewFrom(server).catch(() => []);
      if (views.length > 0) return views;
    }
    throw new Error('Nobody of the cluster is left.');
  };
  const byPort = (port: number | undefined): Node => {
    const node = nodes.find(({ server, wire }) => port === (wire?.port ?? server.port));
    if (node === undefined) throw new Error(`No node has the port ${port}.`);
    return node;
  };
  const slotOf = async (key: string): Promise<number> =>
    Number((await first.server.command('CLUSTER', 'KEYSLOT', key)).slice(1));
  const masterOf = async (key: string): Promise<RedisServer> => {
    const slot = await slotOf(key);
    const owner = (await living()).find(({ slots }) => slots.some(([from, to]) => from <= slot && slot <= to));
    return byPort(owner?.port).server;
  };

  return {
    ports: nodes.map(({ server, wire }) => wire?.port ?? server.port),
    username: 'tokenkeep',
    password: first.server.password,
    async denied() {
      const logs = await Promise.all(nodes.map(({ server }) => deniedBy(server)));
      return [...new Set(logs.flat())];
    },
    async findKey(pattern) {
      const keys = await Promise.all(nodes.map(({ server }) => server.command('KEYS', '*').catch(() => '')));
      return pattern.exec(keys.join('\n'))?.[0] ?? 'none';
    },
    masterOf,
    async moveSlotOf(key) {
      const slot = String(await slotOf(key));
      const from = await masterOf(key);
      const masters = (await living()).filter(({ isMaster }) => isMaster).map(({ port }) => byPort(port).server);
      const to = masters.find((server) => server !== from);
      if (to === undefined) throw new Error('There is one master alone.');
      const [fromId, toId] = [await ownId(from), await ownId(to)];
      await to.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId);
      await from.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId);
      for (;;) {
        const keys = (await from.command('CLUSTER', 'GETKEYSINSLOT', slot, '10')).match(/^[^*$\r\n].*$/gm) ?? [];
        if (keys.length === 0) break;
        await from.command('MIGRATE', '127.0.0.1', String(to.port), '', '0', '5000', 'KEYS', ...keys);
      }
      await until(async () => /cmdstat_asking/.test(await to.command('INFO', 'commandstats')));
      for (const server of [to, from, ...masters]) await server.command('CLUSTER', 'SETSLOT', slot, 'NODE', toId);
    },
    async [Symbol.asyncDispose]() {
      for (const { server, wire } of nodes) {
        await wire?.[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      }
    },
  };
}

const settings = Object.entries({
  'cluster-enabled': 'yes',
  // A master that does not answer for a second is replaced, by a replica that may be behind.
  'cluster-node-timeout': '1000',
  'cluster-replica-validity-factor': '0',
  'repl-diskless-sync-delay': '0',
  // Clients are told of a replica only once something was replicated.
  'repl-ping-replica-period': '1',
}).flatMap(([name, value]) => [`--${name}`, value]);

async function startNode(lag: WireOptions | undefined): Promise<Node> {
  const busPort = await freePort();
  const server = await redisServer(
    ...settings,
    // By default it is 10,000 above the port, which may not exist.
    '--cluster-port',
    String(busPort),
  );
  await server.command(...clusterPrivilege());
  if (lag === undefined) return { server, busPort, wire: undefined };
  const slow = await wire(server.port, { ...lag, replicasOnly: true });
  await server.command('CONFIG', 'SET', 'cluster-announce-port', String(slow.port));
  return { server, busPort, wire: slow };
}

async function ownId(server: RedisServer | undefined): Promise<string> {
  return /[0-9a-f]{40}/.exec((await server?.command('CLUSTER', 'MYID')) ?? '')?.[0] ?? 'none';
}

async function viewFrom(server: RedisServer): Promise<readonly NodeView[]> {
  const lines = (await server.command('CLUSTER', 'NODES')).split('\n').filter((line) => /^[0-9a-f]{40} /.test(line));
  return lines.flatMap((line) => {
    const [id = '', address = '', flags = '', ...rest] = line.split(' ');
    if (/fail(?!\?)|handshake|noaddr/.test(flags)) return [];
    const slots = rest.slice(5).flatMap((range) => {
      const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(range.trim()) ?? [];
      return from === undefined ? [] : [[Number(from), Number(to ?? from)] as const];
    });
    const port = Number(/:(\d+)/.exec(address)?.[1]);
    return [{ id, port, isMaster: flags.includes('master'), slots }];
  });
}

async function each(nodes: readonly Node[], holds: (node: Node) => Promise<boolean>): Promise<void> {
  for (const node of nodes) await until(() => holds(node));
}

/** A cluster needs some seconds to know itself. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await holds().catch(() => false)) return;
    await sleep(50);
  }
  throw new Error('The cluster did not come so far within 30 s.');
}
