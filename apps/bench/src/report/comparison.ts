import { median } from '../spread.ts';
import type { Column, Table } from '../table.ts';
import { formatNumber } from './format-number.ts';
import { markdownRow } from './markdown-row.ts';

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
];

/** The short table for the README: a few figures of each subject, in the order of the first table. */
export function comparison(tables: ReadonlyMap<string, Table>): string {
  const rows = tables.get('hit')?.rows ?? [];
  return [
    markdownRow(['', ...picks.map(({ title }) => title)]),
    markdownRow(['---', ...picks.map(() => '---:')]),
    ...rows.map(({ key, title }) =>
      markdownRow([title, ...picks.map((pick) => figure(tables.get(pick.table), key, pick))]),
    ),
  ].join('\n');
}

function figure(table: Table | undefined, row: string, { key, unit }: Pick): string {
  const samples = table?.rows.find((candidate) => candidate.key === row)?.samples ?? [];
  return formatNumber(median(samples.map((sample) => sample[key] ?? NaN)), unit);
}
