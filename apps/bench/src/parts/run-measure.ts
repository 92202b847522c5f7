import { realMonotonic } from './bench-clock.ts';
import { loadSubjects } from './load-subjects.ts';
import type { Measure, MeasuredRow, RowsMeasure, WorkMeasure } from './measure.ts';
import { startIssuer } from './start-issuer.ts';
import { startProcess } from './start-process.ts';
import type { Row, Sample, Table, Threshold } from './table.ts';
import type { WorkOrder } from './work-process.ts';

/** Which rows, and how thoroughly. */
export interface RunOptions {
  /** Once each, and only the rows that a promise is about. */
  readonly quick: boolean;
  /** Keys of the only rows to measure. Default: all. */
  readonly only: readonly string[];
  /** Told after each run. */
  readonly onProgress: (line: string) => void;
}

/** Measures every row of a table, repeat by repeat, every other repeat in the opposite order. */
export async function runMeasure(name: string, measure: Measure, options: RunOptions): Promise<Table> {
  const { quick, only, onProgress } = options;
  const { thresholds, repeats, abreast = 1, repeatsOf = {}, enoughMs = Infinity } = measure;
  const measured: RowsMeasure = 'work' in measure ? { ...measure, ...inProcesses(name, measure) } : measure;
  const all = await measured.rows();
  const promised = quick ? keysOf(all, thresholds) : undefined;
  const rows = all.filter(({ key }) => {
    return promised?.has(key) !== false && (only.length === 0 || only.includes(key));
  });
  const rounds = quick ? 1 : Math.max(repeats, ...Object.values(repeatsOf));
  const samples = new Map<string, Sample[]>(rows.map(({ key }) => [key, []]));
  const failures = new Map<string, string>();
  const enough = new Set<string>();

  for (let round = 0; round < rounds; round += 1) {
    const inTurn = rows.filter(({ key, missing }) => {
      return missing === undefined && !enough.has(key) && round < (repeatsOf[key] ?? repeats);
    });
    const queue = round % 2 === 0 ? inTurn : inTurn.toReversed();
    const lane = async (): Promise<void> => {
      for (let row = queue.shift(); row !== undefined; row = queue.shift()) {
        const startedAt = realMonotonic();
        const found = await measured.measureOne(row, { quick }).catch((error: unknown) => String(error));
        if (typeof found === 'string') failures.set(row.key, found);
        else samples.get(row.key)?.push(found);
        onProgress(`${name} ${round + 1}/${rounds} ${row.key} ${JSON.stringify(found)}`);
        if (realMonotonic() - startedAt > enoughMs) enough.add(row.key);
      }
    };
    await Promise.all(Array.from({ length: abreast }, lane));
  }
  const found = rows.map(({ key, title, missing }): Row => {
    return { key, title, samples: samples.get(key) ?? [], missing: missing ?? failures.get(key) };
  });
  return { ...measure, name, rows: found };
}

/** The rows that a promise is about, or that it is held against. */
function keysOf(rows: readonly MeasuredRow[], thresholds: readonly Threshold[]): ReadonlySet<string | undefined> {
  return new Set(thresholds.flatMap(({ row = rows[0]?.key, relativeTo }) => [row, relativeTo]));
}

/** Work for subjects: a new issuer and a new process each time. */
function inProcesses(name: string, measure: WorkMeasure): Pick<RowsMeasure, 'rows' | 'measureOne'> {
  const { subjects: kind, without, issuer: options } = measure;
  return {
    async rows() {
      const subjects = await loadSubjects(kind);
      return subjects
        .filter(({ measures }) => measures?.includes(name) !== false)
        .map(({ key, title }) => ({ key, title, missing: without?.[key] }));
    },
    async measureOne({ key }, { quick }) {
      await using issuer = await startIssuer(options);
      const order: WorkOrder = { measure: name, kind, subject: key, address: issuer.address, quick };
      await using process = await startProcess<Sample>('work-process.ts', order);
      return process.word;
    },
  };
}
