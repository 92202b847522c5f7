import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A network between clients and a server on loopback, as long and as bad as a test wants it. `await using` ends it. */
export interface Wire extends AsyncDisposable {
  readonly port: number;
  /** How many connections were made so far. */
  readonly connections: () => number;
  /** What is under way is lost from now on, without a word to either side, as by a load balancer; new connections work. */
  dropSilently(): void;
}

/** What a wire does to those who use it. */
export interface WireOptions {
  /** How long each direction takes, milliseconds. Default: 0. */
  readonly delayMs?: number;
  /** Slow is only what a replica is sent, once it has said that it is one. */
  readonly replicasOnly?: boolean;
}

/** Lays a wire to a port. */
export async function wire(port: number, { delayMs = 0, replicasOnly = false }: WireOptions = {}): Promise<Wire> {
  const open = new Set<{ lost: boolean; readonly ends: readonly Socket[] }>();
  let connections = 0;
  const server = createServer((near) => {
    connections += 1;
    const far = connect(port, '127.0.0.1');
    const link = { lost: false, ends: [near, far] };
    open.add(link);
    let isReplica = false;
    carry(near, far, (data) => {
      isReplica ||= data.includes('PSYNC') || data.includes('REPLCONF');
      return replicasOnly ? 0 : delayMs;
    });
    carry(far, near, () => (replicasOnly && !isReplica ? 0 : delayMs));

    function carry(from: Socket, to: Socket, delay: (data: Buffer) => number): void {
      let last = Promise.resolve();
      const later = (ms: number, act: () => void): void => {
        const due = ms === 0 ? undefined : new Promise<void>((resolve) => setTimeout(resolve, ms));
        last = last.then(() => due).then(() => (link.lost ? undefined : act()));
      };
      let ms = delayMs;
      from.on('data', (data) => later((ms = delay(data)), () => void to.write(data)));
      from.on('end', () => later(ms, () => to.end()));
      from.on('error', () => to.destroy());
      from.on('close', () => (link.lost ? undefined : to.end()));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    dropSilently() {
      for (const link of open) link.lost = true;
    },
    async [Symbol.asyncDispose]() {
      for (const { ends } of open) for (const end of ends) end.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
