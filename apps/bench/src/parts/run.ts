import type { Table } from './table.ts';

/** What a run found. */
export interface Run {
  /** By the names of their measures. */
  readonly tables: ReadonlyMap<string, Table>;
  /** Whether everything was measured, and thoroughly: only then a file is written. */
  readonly isComplete: boolean;
  readonly minutes: number;
  /** Processes that wanted to run, averaged over a minute, before and after. Above the processors, times mean little. */
  readonly load: readonly [before: number, after: number];
}

/** Something made of a run. Each file in `report/` exports one as `report`; they run in the order of the alphabet. */
export type Report = (run: Run) => void | Promise<void>;
