import { formatNumber } from '../parts/format-number.ts';
import { markdownTable } from '../parts/markdown-table.ts';
import type { Report } from '../parts/run.ts';
import { verdicts } from '../parts/verdicts.ts';

/** Every table and every promise, for who waits. Counts that do not hold fail the run, and so does what could not be measured. */
export const report: Report = ({ tables, minutes }) => {
  for (const table of tables.values()) console.log(`\n${table.title}\n\n${markdownTable(table)}`);
  console.log('');
  let [passed, failed] = [0, 0];
  for (const table of tables.values()) {
    for (const { title, value, atMost, holds, kind } of verdicts(table)) {
      const found = value === undefined ? 'not measured' : formatNumber(value);
      const isFailure = !holds && (kind === 'count' || value === undefined);
      const mark = holds ? 'ok  ' : isFailure ? 'FAIL' : 'over';
      console.log(`${mark} ${table.title}: ${title}: ${found}, at most ${formatNumber(atMost)}`);
      if (isFailure) failed += 1;
      else passed += 1;
    }
  }
  console.log(`\n${passed} passed, ${failed} failed (${minutes.toFixed(1)} min)`);
  process.exitCode = failed === 0 ? 0 : 1;
};
