// `pnpm bench`: everything, written to RESULTS.md. `pnpm bench hit size --subject limit`: these measures and rows alone,
// printed. `pnpm bench --quick`: what holds a count, on the rows that promises are about.
import { readdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { realMonotonic } from './parts/bench-clock.ts';
import { loadMeasures } from './parts/load-measures.ts';
import type { Measure } from './parts/measure.ts';
import type { Report } from './parts/run.ts';
import { runMeasure } from './parts/run-measure.ts';
import type { Table } from './parts/table.ts';

const { values, positionals: named } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, subject: { type: 'string', multiple: true, default: [] } },
});
const { quick, subject: only } = values;
const startedAt = realMonotonic();
const minutes = (): number => (realMonotonic() - startedAt) / 60_000;
const load = (): number => loadavg()[0] ?? NaN;
const loadBefore = load();
const onProgress = (line: string): void => console.error(`${minutes().toFixed(1)} min  ${line}`);

const all = await loadMeasures();
const unknown = named.filter((name) => !all.has(name));
if (unknown.length > 0)
  throw new Error(`No file in measures/: ${unknown.join(', ')}. There are ${[...all.keys()].join(', ')}.`);
const asked = [...all].filter(([name, measure]) => isAsked(name, measure));
// Those that read no times may share the machine when there is one subject only.
const together = quick ? asked.filter(([, { abreast }]) => abreast !== undefined) : [];
const found = new Map<string, Table>();
for (const each of asked.filter((each) => !together.includes(each))) await run(each);
await Promise.all(together.map(run));

const tables = new Map(asked.flatMap(([name]) => found.get(name) ?? []).map((table) => [table.name, table]));
const isComplete = !quick && named.length === 0 && only.length === 0;
for (const file of readdirSync(new URL('report/', import.meta.url)).sort()) {
  const { report }: { readonly report: Report } = await import(`./report/${file}`);
  await report({ tables, isComplete, minutes: minutes(), load: [loadBefore, load()] });
}

function isAsked(name: string, { onDemand, thresholds }: Measure): boolean {
  if (named.length > 0) return named.includes(name);
  return onDemand === undefined && (!quick || thresholds.some(({ kind }) => kind === 'count'));
}

async function run([name, measure]: readonly [string, Measure]): Promise<void> {
  found.set(name, await runMeasure(name, measure, { quick, only, onProgress }));
}
