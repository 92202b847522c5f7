import { median } from './spread.ts';
import type { Table, Threshold } from './table.ts';

/** Whether ours keeps one promise. */
export interface Verdict {
  readonly title: string;
  readonly atMost: number;
  /** The median for times, the worst repeat for counts; `undefined` where it was not measured. */
  readonly value: number | undefined;
  readonly holds: boolean;
  readonly kind: Threshold['kind'];
}

/** Holds each threshold of a table against its rows. What was not measured holds, unless the run of ours failed. */
export function verdicts({ rows, thresholds }: Table): readonly Verdict[] {
  return thresholds.map(({ row: key, key: column, relativeTo, atMost, title, kind }) => {
    const row = key === undefined ? rows[0] : rows.find((candidate) => candidate.key === key);
    const numbers = (row?.samples ?? []).map((sample) => sample[column] ?? NaN);
    if (numbers.length === 0)
      return { title, atMost, value: undefined, kind, holds: row?.missing?.startsWith('no ') === true };
    const other = rows.find((candidate) => candidate.key === relativeTo);
    const divisor =
      relativeTo === undefined ? 1 : median((other?.samples ?? []).map((sample) => sample[column] ?? NaN));
    const value = (kind === 'count' ? Math.max(...numbers) : median(numbers)) / divisor;
    // `<=`, so that NaN does not hold.
    return { title, atMost, value, kind, holds: value <= atMost };
  });
}
