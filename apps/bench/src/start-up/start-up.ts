import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IssuerControl } from '../issuer/issuer-control.ts';
import { startIssuer } from '../issuer/start-issuer.ts';
import { median } from '../spread.ts';
import { loadSubject, subjectNames } from '../subject.ts';
import type { Row, Sample, Table } from '../table.ts';
import { realMonotonic } from '../bench-clock.ts';

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const importing = file('import-package.mjs');
const fromCache = file('token-from-file-cache.mjs');

const description = {
  title: 'Start-up',
  about:
    'A fresh process from its start to its end, less the same for Node alone, in turns: the import of the package, and, ' +
    'for ours, a token out of a warm file cache in the hand. The latter also without the clock, counting exchanges and ' +
    "ky's modules.",
  columns: [
    { key: 'overBareMs', title: 'over bare Node', unit: 'ms' },
    { key: 'exchanges', title: 'exchanges' },
    { key: 'kyModules', title: 'modules of ky loaded' },
  ],
  thresholds: [
    { key: 'overBareMs', atMost: 5, kind: 'report', title: 'ms to import core' },
    { key: 'kyModules', atMost: 0, kind: 'count', title: 'modules of ky loaded by it' },
    { row: 'file-cache', key: 'overBareMs', atMost: 40, kind: 'report', title: 'ms to a token out of the file cache' },
    { row: 'file-cache', key: 'exchanges', atMost: 0, kind: 'count', title: 'exchanges for it' },
    { row: 'file-cache', key: 'kyModules', atMost: 0, kind: 'count', title: 'modules of ky loaded for it' },
  ],
} as const satisfies Omit<Table, 'rows'>;

interface Command {
  readonly key: string;
  readonly title: string;
  readonly args: readonly string[];
}

/** Imports, and the way to a token in the file cache, over bare Node. */
export async function measureStartUp(repeats: number, quick: boolean): Promise<Table> {
  const directory = await mkdtemp(join(tmpdir(), 'tokenkeep-bench-'));
  try {
    await using issuer = await startIssuer({});
    const order = JSON.stringify({ ...issuer.address, directory });
    const commands: readonly Command[] = [
      ...(await packages(quick)),
      { key: 'file-cache', title: '**@tokenkeep/core**, token in `fileCache()`', args: [fromCache, order] },
    ];
    // Fills the cache.
    runNode([fromCache, order]);
    const control = new IssuerControl(issuer.address);
    const before = await control.exchanges();
    const kyOf = new Map(commands.map(({ key, args }) => [key, kyModules(args)]));
    const exchanges = (await control.exchanges()) - before;
    const times = timeInTurns(commands, repeats);
    const rows = commands.map(({ key, title }): Row => {
      const sample: Sample = {
        overBareMs: times.get(key) ?? NaN,
        ...((key === 'tokenkeep' || key === 'file-cache') && { kyModules: kyOf.get(key) ?? NaN }),
        ...(key === 'file-cache' && { exchanges }),
      };
      return { key, title, samples: [sample] };
    });
    return { ...description, rows };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function packages(quick: boolean): Promise<readonly Command[]> {
  const subjects = await Promise.all(
    subjectNames.map(async (key) => {
      const { title, packageName } = await loadSubject(key);
      return packageName === undefined ? [] : [{ key, title, args: [importing, packageName] }];
    }),
  );
  return subjects.flat().slice(0, quick ? 1 : undefined);
}

/** Medians of the difference to bare Node, each pair measured one right after the other. */
function timeInTurns(commands: readonly Command[], repeats: number): ReadonlyMap<string, number> {
  const differences = new Map<string, number[]>(commands.map(({ key }) => [key, []]));
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const { key, args } of repeat % 2 === 0 ? commands : commands.toReversed()) {
      const bare = runNode([importing]);
      differences.get(key)?.push(runNode(args) - bare);
    }
  }
  return new Map([...differences].map(([key, found]) => [key, median(found)]));
}

function runNode(args: readonly string[]): number {
  const startedAt = realMonotonic();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args[0]} failed:\n${stderr}`);
  return realMonotonic() - startedAt;
}

function kyModules(args: readonly string[]): number {
  const preload = ['--import', file('report-loaded.mjs')];
  const { stdout } = spawnSync(process.execPath, [...preload, ...args], { encoding: 'utf8' });
  return stdout.split('\n').filter((url) => url.includes('/ky/')).length;
}
