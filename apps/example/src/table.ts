import { isRight, type Row } from './exercise.ts';

const head = ['adapter', 'calls', 'exchanges', 'token', 'seconds left', 'result'];

/** The rows as a table for a terminal. */
export function table(rows: readonly Row[]): string {
  const lines = [head, ...rows.map(cells)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const format = (line: readonly string[]): string =>
    line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [format(head), rule, ...rows.map((row) => format(cells(row)))].join('\n');
}

function cells(row: Row): string[] {
  const { adapter, calls, exchanges, token, secondsLeft, failed, allowed = 1 } = row;
  const result = isRight(row) ? 'ok' : `WRONG: ${failed} failed, ${exchanges} exchanges instead of ${allowed}`;
  return [adapter, String(calls), String(exchanges), token, String(secondsLeft), result];
}
