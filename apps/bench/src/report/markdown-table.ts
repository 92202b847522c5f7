import { spread } from '../spread.ts';
import type { Column, Row, Table } from '../table.ts';
import { formatNumber } from './format-number.ts';

/** A table in Markdown: medians, and in parentheses the extremes where the repeats differ. */
export function markdownTable({ columns, rows }: Table): string {
  return [
    line(['', ...columns.map(({ title }) => title)]),
    line(['---', ...columns.map(() => '---:')]),
    ...rows.map((row) => line([row.title, ...columns.map((column) => cell(row, column))])),
  ].join('\n');
}

function cell({ samples, missing }: Row, { key, unit }: Column): string {
  const found = spread(samples.flatMap((sample) => sample[key] ?? []));
  if (found === undefined) return missing === undefined ? '' : missing.startsWith('no ') ? missing : 'failed';
  const middle = formatNumber(found.median, unit);
  const [least, most] = [formatNumber(found.least, unit), formatNumber(found.most, unit)];
  return least === most ? middle : `${middle} (${formatNumber(found.least)}–${formatNumber(found.most)})`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
