import { spread } from './spread.ts';
import type { Column, Row, Table } from './table.ts';
import { formatNumber } from './format-number.ts';
import { markdownRow } from './markdown-row.ts';

/** A table in Markdown: medians, and in parentheses the extremes where the repeats differ. */
export function markdownTable({ columns, rows }: Table): string {
  return [
    markdownRow(['', ...columns.map(({ title }) => title)]),
    markdownRow(['---', ...columns.map(() => '---:')]),
    ...rows.map((row) => markdownRow([row.title, ...columns.map((column, index) => cell(row, column, index))])),
  ].join('\n');
}

function cell({ samples, missing }: Row, { key, unit }: Column, index: number): string {
  const found = spread(samples.flatMap((sample) => sample[key] ?? []));
  if (found === undefined) {
    const why = missing === undefined || missing.startsWith('no ') ? missing : 'failed';
    return (index === 0 ? why : undefined) ?? '';
  }
  const middle = formatNumber(found.median, unit);
  const [least, most] = [formatNumber(found.least, unit), formatNumber(found.most, unit)];
  return least === most ? middle : `${middle} (${formatNumber(found.least)}–${formatNumber(found.most)})`;
}
