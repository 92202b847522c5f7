import { callerNames, loadCaller } from '../api/caller.ts';
import { loadSubject, subjectNames } from '../subject.ts';
import type { Table } from '../table.ts';
import { formatNumber } from './format-number.ts';
import { installedVersion, machine } from './machine.ts';
import { markdownTable } from './markdown-table.ts';
import { verdicts } from './verdicts.ts';

/** What is known about the run as a whole. */
export interface RunFacts {
  readonly date: string;
  readonly minutes: number;
  /** Processes that wanted to run before and after. */
  readonly load: readonly [before: number, after: number];
}

/** The whole of RESULTS.md. */
export async function resultsPage(tables: readonly Table[], facts: RunFacts): Promise<string> {
  const { date, minutes, load } = facts;
  const sections = tables.map((table) => `## ${table.title}\n\n${table.about}\n\n${markdownTable(table)}`);
  return `${[
    '# Results',
    `Written by \`pnpm bench\` on ${date}, ${formatNumber(minutes)} minutes. ${machine()}. Load of the machine before ` +
      `and after: ${load.map((processes) => processes.toFixed(1)).join(' and ')}.`,
    'Each subject does the same work through its public API, as its README shows, in a process of its own, against ' +
      '`@tokenkeep/mock-server` in another, on loopback. Repeats change the order; a figure is the median, with the ' +
      'least and the most in parentheses where they differ. ' +
      'Where a clock is said to run faster, `Date`, `performance.now` and `setTimeout` of both processes do.',
    '![CPU of calling an API with a token, times plain fetch](charts/api-20.svg)',
    '![Exchanges in the last five minutes of a token](charts/last-five-minutes.svg)',
    '![Callers stalled at a refresh](charts/refresh-stall.svg)',
    `## Promises\n\n${promises(tables)}`,
    ...sections,
    `## Subjects\n\n${await subjects()}`,
    `## Callers of an API\n\n${await callers()}`,
  ].join('\n\n')}\n`;
}

function promises(tables: readonly Table[]): string {
  const lines = tables.flatMap((table) =>
    verdicts(table).map(({ title, value, atMost, holds }) => {
      const found = value === undefined ? 'not measured' : formatNumber(value);
      return `| ${table.title}: ${title} | ${found} | ${formatNumber(atMost)} | ${holds ? 'yes' : '**no**'} |`;
    }),
  );
  return ['| of ours | found | at most | holds |', '| --- | ---: | ---: | --- |', ...lines].join('\n');
}

async function subjects(): Promise<string> {
  const lines = subjectNames.map(async (name) => {
    const { title, packageName, adapted } = await loadSubject(name);
    const version = packageName === undefined ? 'by hand' : installedVersion(packageName);
    return `| ${title} | ${version} | ${adapted} |`;
  });
  return ['| | version | adapted for the bench |', '| --- | --- | --- |', ...(await Promise.all(lines))].join('\n');
}

async function callers(): Promise<string> {
  const lines = callerNames.map(async (name) => {
    const { title, packageName, made } = await loadCaller(name);
    return `| ${title} | ${packageName === undefined ? "Node's" : installedVersion(packageName)} | ${made} |`;
  });
  return ['| | version | made of |', '| --- | --- | --- |', ...(await Promise.all(lines))].join('\n');
}
