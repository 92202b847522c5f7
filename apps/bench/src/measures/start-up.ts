import { fileURLToPath } from 'node:url';
import { inScratchFolder } from '../parts/in-scratch-folder.ts';
import { loadSubjects } from '../parts/load-subjects.ts';
import type { MeasuredRow, RowsMeasure } from '../parts/measure.ts';
import { runNode } from '../parts/run-node.ts';
import { startIssuer } from '../parts/start-issuer.ts';
import type { Sample } from '../parts/table.ts';

interface Imported extends MeasuredRow {
  readonly packageName?: string | undefined;
}

const part = (name: string): string => fileURLToPath(new URL(`../parts/${name}`, import.meta.url));
const importing = part('import-package.mjs');
const fromCache = part('token-from-file-cache.mjs');

export const measure: RowsMeasure<Imported> = {
  title: 'Start-up',
  about:
    'A fresh process from its start to its end, less the same for Node alone, in turns: the import of the package, and, ' +
    'for ours, a token out of a warm file cache in the hand. Ours also without the clock, counting exchanges and ' +
    "ky's modules.",
  repeats: 11,
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
  async rows() {
    const subjects = await loadSubjects('tokens');
    return [
      ...subjects.filter(({ packageName }) => packageName !== undefined),
      { key: 'file-cache', title: '**@tokenkeep/core**, token in `fileCache()`' },
    ];
  },
  async measureOne({ key, packageName }) {
    if (key === 'file-cache') return tokenFromCache();
    const args = [importing, packageName ?? ''];
    return { overBareMs: overBareMs(args), ...(key === 'tokenkeep' && { kyModules: kyModules(args) }) };
  },
};

async function tokenFromCache(): Promise<Sample> {
  return inScratchFolder(async (directory) => {
    await using issuer = await startIssuer({});
    const args = [fromCache, JSON.stringify({ ...issuer.address, directory })];
    // Fills the cache.
    runNode(args);
    const before = await issuer.exchanges();
    const found = { overBareMs: overBareMs(args), kyModules: kyModules(args) };
    return { ...found, exchanges: (await issuer.exchanges()) - before };
  });
}

function overBareMs(args: readonly string[]): number {
  const bareMs = runNode([importing]).wallMs;
  return runNode(args).wallMs - bareMs;
}

function kyModules(args: readonly string[]): number {
  const { stdout } = runNode(['--import', part('report-loaded.mjs'), ...args]);
  return stdout.split('\n').filter((url) => url.includes('/ky/')).length;
}
