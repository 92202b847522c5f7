import { formatNumber } from '../parts/format-number.ts';
import { markdownRow } from '../parts/markdown-row.ts';
import type { Report } from '../parts/run.ts';
import { median } from '../parts/spread.ts';
import type { Column, Row, Table } from '../parts/table.ts';
import { writeIntoReadme } from '../parts/write-into-readme.ts';

/** One column of the comparison, out of a column of one of the tables. */
interface Pick extends Column {
  readonly table: string;
}

const picks: readonly Pick[] = [
  { table: 'hit', key: 'awaitedNs', title: 'a hit', unit: 'ns' },
  { table: 'cold-callers', key: 'exchanges', title: 'exchanges for 10,000 cold callers' },
  { table: 'last-five-minutes', key: 'exchanges', title: "exchanges in a token's last five minutes" },
  { table: 'refresh-stall', key: 'stalled', title: 'callers stalled at a refresh' },
  { table: 'outage-alive', key: 'failed500', title: 'failed while the issuer is down', unit: '%' },
  { table: 'api-20', key: 'postCpu', title: 'CPU of an API call, plain `fetch` = 1', unit: 'ratio' },
];

/** The short table of the root README. */
export const report: Report = ({ tables, isComplete }) => {
  if (isComplete) writeIntoReadme('bench', comparison(tables));
};

/** A few figures of each client; below them those that only call an API, and get their token by the hand-written limit. */
export function comparison(tables: ReadonlyMap<string, Table>): string {
  const clients = tables.get('hit')?.rows ?? [];
  const others = tables.get('api-20')?.rows ?? [];
  const rows: readonly Row[] = [...clients, ...others.filter(({ key }) => clients.every((row) => row.key !== key))];
  return [
    markdownRow(['', ...picks.map(({ title }) => title)]),
    markdownRow(['---', ...picks.map(() => '---:')]),
    ...rows.map(({ key, title }) =>
      markdownRow([title, ...picks.map((pick) => figure(tables.get(pick.table), key, pick))]),
    ),
  ].join('\n');
}

/** A dash where a client does not do what is measured. */
function figure(table: Table | undefined, row: string, { key, unit }: Pick): string {
  const samples = table?.rows.find((candidate) => candidate.key === row)?.samples ?? [];
  return formatNumber(median(samples.map((sample) => sample[key] ?? NaN)), unit);
}
