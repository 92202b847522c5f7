import { mkdirSync, writeFileSync } from 'node:fs';
import { barChart } from '../parts/bar-chart.ts';
import type { Report } from '../parts/run.ts';

const folder = new URL('../../charts/', import.meta.url);

/** A drawing of each table that wants one, beside RESULTS.md. */
export const report: Report = ({ tables, isComplete }) => {
  if (!isComplete) return;
  mkdirSync(folder, { recursive: true });
  for (const [name, { chart, rows }] of tables) {
    if (chart !== undefined) writeFileSync(new URL(`${name}.svg`, folder), barChart(rows, chart));
  }
};
