import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { installedVersion } from '../../src/parts/machine.ts';
import { packageFile } from './package-file.ts';
import type { Runtime } from './runtime.ts';

/** Cloudflare's workerd, the runtime of Workers. */
export const workerd: Runtime = {
  name: 'workerd',
  source: 'npm `@cloudflare/workerd-linux-64`',
  async prepare() {
    const path = packageFile('@cloudflare/workerd-linux-64', 'bin/workerd');
    return {
      version: installedVersion('@cloudflare/workerd-linux-64'),
      async run(world, { folder, worker }) {
        const config = join(folder, 'workerd.capnp');
        await writeFile(config, configuration(basename(worker)));
        const child = spawn(path, ['serve', '--control-fd=3', config], {
          stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
        });
        const ended = once(child, 'exit');
        try {
          const port = await listeningPort(child.stdio[3] as Readable);
          const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: JSON.stringify(world) });
          if (!response.ok) throw new Error(`workerd answered ${response.status}: ${await response.text()}`);
          return JSON.parse(await response.text());
        } finally {
          child.kill();
          await ended;
        }
      },
    };
  },
};

async function listeningPort(control: Readable): Promise<number> {
  for await (const line of createInterface({ input: control })) {
    const event: { readonly event: string; readonly port?: number } = JSON.parse(line);
    if (event.event === 'listen' && event.port !== undefined) return event.port;
  }
  throw new Error('workerd ended before it listened.');
}

function configuration(worker: string): string {
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "suite", worker = .suite),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "suite")],
);

const suite :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "${worker}")],
  compatibilityDate = "2026-01-01",
);
`;
}
