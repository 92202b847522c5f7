import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMonotonic } from '../bench-clock.ts';
import { IssuerControl } from '../issuer/issuer-control.ts';
import { startIssuer } from '../issuer/start-issuer.ts';
import type { Sample, Table } from '../table.ts';
import { command, environment } from './run-command.ts';

const description = {
  title: 'tokenkeep token',
  about:
    'The whole command, from its start to its end, with the token in the file cache already, less an empty script in ' +
    'the same Node, each pair one right after the other.',
  columns: [
    { key: 'overBareMs', title: 'over bare Node', unit: 'ms' },
    { key: 'exchanges', title: 'exchanges' },
  ],
  thresholds: [
    { key: 'overBareMs', atMost: 60, kind: 'report', title: 'ms to a token out of a warm cache' },
    { key: 'exchanges', atMost: 0, kind: 'count', title: 'exchanges for it' },
  ],
} as const satisfies Omit<Table, 'rows'>;

/** What `tokenkeep token` costs a script, with a warm cache. */
export async function measureCommandStart(repeats: number): Promise<Table> {
  const home = await mkdtemp(join(tmpdir(), 'tokenkeep-bench-'));
  try {
    await using issuer = await startIssuer({});
    const env = environment(issuer.address, home);
    const control = new IssuerControl(issuer.address);
    run([command, 'token'], env);
    const before = await control.exchanges();
    const samples: Sample[] = [];
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const bareMs = run(['--eval', '0'], env);
      const overBareMs = run([command, 'token'], env) - bareMs;
      samples.push({ overBareMs, exchanges: (await control.exchanges()) - before });
    }
    return { ...description, rows: [{ key: 'token', title: '**@tokenkeep/cli**', samples }] };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): number {
  const startedAt = realMonotonic();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  if (status !== 0) throw new Error(`${args.join(' ')} failed:\n${stderr}`);
  return realMonotonic() - startedAt;
}
