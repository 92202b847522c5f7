// `pnpm bench`: everything, written to RESULTS.md. `pnpm bench --quick`: ours alone, to hold the counts.
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { measureApiCalls } from './api/measure-api-calls.ts';
import { realMonotonic } from './bench-clock.ts';
import { measureAgent } from './cli/agent-load.ts';
import { measureCommandStart } from './cli/command-start.ts';
import { measureColdProcesses } from './cold/cold-processes.ts';
import { measureNames } from './measure-names.ts';
import { barChart } from './report/bar-chart.ts';
import { comparison } from './report/comparison.ts';
import { formatNumber } from './report/format-number.ts';
import { load } from './report/machine.ts';
import { markdownTable } from './report/markdown-table.ts';
import { resultsPage } from './report/results-page.ts';
import { writeIntoReadme } from './report/write-into-readme.ts';
import { writePage } from './report/write-page.ts';
import { verdicts } from './report/verdicts.ts';
import { measureSize } from './size/bundle-size.ts';
import { measureStartUp } from './start-up/start-up.ts';
import { subjectNames, type SubjectName } from './subject.ts';
import type { Table } from './table.ts';
import type { Measure } from './work/measure.ts';
import { runMeasure } from './work/run-measure.ts';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const { quick } = options;
const startedAt = realMonotonic();
const loadBefore = load();
const onProgress = (line: string): void => console.error(`${elapsedMinutes().toFixed(1)} min  ${line}`);

/** Drawn beside RESULTS.md, each from one column of a table. */
const charts = [
  {
    name: 'api-20',
    title: 'CPU of calling an API with a token, times plain fetch',
    subtitle: 'POST of 1 kB, 20 calls at a time; less is better',
    key: 'postCpu20',
    unit: 'ratio',
  },
  {
    name: 'last-five-minutes',
    title: "Exchanges in a token's last five minutes",
    subtitle: 'sticky issuer, 10 calls per second; fewer is better, logarithmic',
    key: 'exchanges',
  },
  {
    name: 'refresh-stall',
    title: 'Callers stalled more than 10 ms at a refresh',
    subtitle: '1,000 calls per second, an issuer that takes 50 ms; fewer is better, logarithmic',
    key: 'stalled',
  },
] as const;

const tables = new Map<string, Table>();
tables.set('start-up', await measureStartUp(quick ? 5 : 11, quick));
tables.set('size', await measureSize(quick));
for (const [key, table] of await measureApiCalls({ repeats: quick ? 1 : 3, quick, onProgress })) tables.set(key, table);
const measures = await Promise.all(measureNames.map(loadMeasure));
// Those that read no times may share the machine when there is one subject only.
const together = quick ? measures.filter(({ abreast }) => abreast !== undefined) : [];
for (const measure of measures.filter((each) => !together.includes(each))) await runOne(measure);
await Promise.all(together.map(runOne));
tables.set('command', await measureCommandStart(quick ? 3 : 11));
tables.set('agent', await measureAgent(quick ? 1 : 3, quick ? 2 : 10));
tables.set('cold-processes', await measureColdProcesses(quick ? 1 : 5, onProgress));

for (const table of tables.values()) console.log(`\n${table.title}\n\n${markdownTable(table)}`);
if (!quick) await writeResults();
report();

async function loadMeasure(name: string): Promise<Measure> {
  const { measure }: { readonly measure: Measure } = await import(`./measures/${name}.ts`);
  return measure;
}

async function runOne(measure: Measure): Promise<void> {
  const compared = measure.thresholds.some(({ relativeTo }) => relativeTo !== undefined);
  const quickly: readonly SubjectName[] = compared ? ['tokenkeep', 'limit'] : ['tokenkeep'];
  const subjects = [...(quick ? quickly : subjectNames), ...(measure.also ?? [])];
  tables.set(measure.name, await runMeasure(measure, { subjects, quick, onProgress }));
}

async function writeResults(): Promise<void> {
  const folder = new URL('../', import.meta.url);
  await mkdir(new URL('charts/', folder), { recursive: true });
  for (const { name, ...chart } of charts) {
    const table = tables.get(name);
    if (table !== undefined) await writeFile(new URL(`charts/${name}.svg`, folder), barChart(table, chart));
  }
  const facts = {
    date: new Date().toISOString().slice(0, 10),
    minutes: elapsedMinutes(),
    load: [loadBefore, load()] as const,
  };
  writePage(new URL('RESULTS.md', folder), await resultsPage([...tables.values()], facts));
  writeIntoReadme('bench', comparison(tables));
}

function report(): void {
  const all = [...tables.values()].flatMap((table) =>
    verdicts(table).map((verdict) => ({ table: table.title, verdict })),
  );
  console.log('');
  for (const { table, verdict } of all) {
    const { title, value, atMost, holds, kind } = verdict;
    const found = value === undefined ? 'not measured' : formatNumber(value);
    const mark = holds ? 'ok  ' : kind === 'count' ? 'FAIL' : 'over';
    console.log(`${mark} ${table}: ${title}: ${found}, at most ${formatNumber(atMost)}`);
  }
  const failed = all.filter(({ verdict }) => verdict.kind === 'count' && !verdict.holds).length;
  console.log(`\n${all.length - failed} passed, ${failed} failed (${elapsedMinutes().toFixed(1)} min)`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function elapsedMinutes(): number {
  return (realMonotonic() - startedAt) / 60_000;
}
