import { formatNumber } from '../parts/format-number.ts';
import { loadSubjects, type SubjectKinds } from '../parts/load-subjects.ts';
import { installedVersion, machine } from '../parts/machine.ts';
import { markdownRow } from '../parts/markdown-row.ts';
import { markdownTable } from '../parts/markdown-table.ts';
import type { Report, Run } from '../parts/run.ts';
import type { Table } from '../parts/table.ts';
import { verdicts } from '../parts/verdicts.ts';
import { writePage } from '../parts/write-page.ts';

const kinds: readonly (readonly [kind: keyof SubjectKinds, title: string])[] = [
  ['tokens', 'Subjects'],
  ['api', 'Callers of an API'],
  ['cold', 'Cold processes'],
];

/** RESULTS.md. */
export const report: Report = async (run) => {
  if (run.isComplete) writePage(new URL('../../RESULTS.md', import.meta.url), await resultsPage(run));
};

async function resultsPage({ tables, minutes, load }: Run): Promise<string> {
  const found = [...tables.values()];
  const charts = found.flatMap(({ name, chart }) => (chart ? [`![${chart.title}](charts/${name}.svg)`] : []));
  const sections = found.map((table) => `## ${table.title}\n\n${table.about}\n\n${markdownTable(table)}`);
  return `${[
    '# Results',
    `Written by \`pnpm bench\` on ${new Date().toISOString().slice(0, 10)}, ${formatNumber(minutes)} minutes. ` +
      `${machine()}. Load of the machine before and after: ${load.map((each) => each.toFixed(1)).join(' and ')}.`,
    'Each subject does the same work through its public API, as its README shows, in a process of its own, against ' +
      '`@tokenkeep/mock-server` in another, on loopback. Repeats change the order; a figure is the median, with the ' +
      'least and the most in parentheses where they differ. ' +
      'Where a clock is said to run faster, `Date`, `performance.now` and `setTimeout` of both processes do.',
    ...charts,
    `## Promises\n\n${promises(found)}`,
    ...sections,
    ...(await Promise.all(kinds.map(async ([kind, title]) => `## ${title}\n\n${await subjectsTable(kind)}`))),
  ].join('\n\n')}\n`;
}

function promises(tables: readonly Table[]): string {
  const lines = tables.flatMap((table) =>
    verdicts(table).map(({ title, value, atMost, holds }) => {
      const found = value === undefined ? 'not measured' : formatNumber(value);
      const kept = value === undefined ? '–' : 'yes';
      return `| ${table.title}: ${title} | ${found} | ${formatNumber(atMost)} | ${holds ? kept : '**no**'} |`;
    }),
  );
  return ['| of ours | found | at most | holds |', '| --- | ---: | ---: | --- |', ...lines].join('\n');
}

async function subjectsTable(kind: keyof SubjectKinds): Promise<string> {
  const rows = (await loadSubjects(kind)).map(({ title, packageName, about }) =>
    markdownRow([title, packageName === undefined ? 'by hand' : installedVersion(packageName), about]),
  );
  return ['| | version | made of, or adapted for the bench |', '| --- | --- | --- |', ...rows].join('\n');
}
