import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileSnippets } from '@tokenkeep/pages';
import { afterAll, describe, expect, it } from 'vitest';
import { loadMeasures } from '../src/parts/load-measures.ts';
import { loadSubjects } from '../src/parts/load-subjects.ts';
import { runMeasure } from '../src/parts/run-measure.ts';
import { verdicts } from '../src/parts/verdicts.ts';

const source = new URL('../src/', import.meta.url);
const all = await loadMeasures();

describe('a file that is put into a folder', () => {
  // A copy, inside the package, so that it finds what it imports.
  const copy = mkdtempSync(fileURLToPath(new URL('../src-', import.meta.url)));
  afterAll(() => rmSync(copy, { recursive: true }));

  it('is run and reported: a measure, a subject, a report', { timeout: 60_000 }, () => {
    cpSync(source, copy, { recursive: true });
    writeFileSync(
      join(copy, 'measures/two-calls.ts'),
      `export const measure = {
        title: 'Two calls', about: 'Two calls.', subjects: 'tokens', issuer: {}, repeats: 1,
        columns: [{ key: 'exchanges', title: 'exchanges' }],
        thresholds: [{ key: 'exchanges', atMost: 1, kind: 'count', title: 'exchanges for two calls' }],
        async work({ subject, issuer }) {
          const client = await subject.create(issuer.address);
          await Promise.all([client.getToken(), client.getToken()]);
          return { exchanges: await issuer.exchanges() };
        },
      };`,
    );
    writeFileSync(
      join(copy, 'subjects/tokens/nobody.ts'),
      `export const subject = {
        title: 'nobody', packageName: undefined, about: 'asks for no token',
        create: () => ({ getToken: async () => '', tokenOf: String }),
      };`,
    );
    writeFileSync(
      join(copy, 'report/sum.ts'),
      `export const report = ({ tables }) => console.log([...tables.keys()]);`,
    );
    const args = [join(copy, 'main.ts'), 'two-calls', '--subject', 'tokenkeep', '--subject', 'nobody'];
    const stdout = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const lines = [
      '| **@tokenkeep/core** | 1 |',
      '| nobody | 0 |',
      'exchanges for two calls: 1, at most 1',
      "[ 'two-calls' ]",
    ];
    for (const line of lines) expect(stdout).toContain(line);
  });
});

it('the examples of the README compile', { timeout: 60_000 }, () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(compileSnippets(readme, source)).toEqual({ compiled: 2, complaints: '' });
});

describe('every measure', () => {
  it('is a file of measures/, and every file of subjects/ is found', async () => {
    expect([...all.keys()]).toEqual(
      readdirSync(new URL('measures/', source))
        .map((file) => file.replace('.ts', ''))
        .sort(),
    );
    for (const kind of ['tokens', 'api', 'cold'] as const)
      expect(await loadSubjects(kind)).toHaveLength(readdirSync(new URL(`subjects/${kind}/`, source)).length);
  });

  it.each([...all])('%s names columns and subjects that there are', async (_, measure) => {
    const { thresholds, chart } = measure;
    const keys = measure.columns.map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining([...thresholds, ...(chart ? [chart] : [])].map(({ key }) => key)));
    const named = 'work' in measure ? Object.keys({ ...measure.without, ...measure.repeatsOf }) : [];
    const subjects = 'work' in measure ? await loadSubjects(measure.subjects) : [];
    expect(subjects.map(({ key }) => key)).toEqual(expect.arrayContaining(named));
  });
});

it('the counts of ours hold: no Request, one request to the API for each call, one exchange', async () => {
  const measure = all.get('api-counted');
  if (measure === undefined) throw new Error('There is no api-counted.');
  const table = await runMeasure('api-counted', measure, { quick: true, only: [], onProgress: () => undefined });
  expect(verdicts(table).map(({ title, value, holds }) => ({ title, value, holds }))).toEqual([
    { title: 'Request objects per call', value: 0, holds: true },
    { title: 'requests to the API per call', value: 1, holds: true },
    { title: 'exchanges', value: 1, holds: true },
  ]);
}, 60_000);
