import { realMonotonic } from '../bench-clock.ts';
import { loadSubject, type SubjectName } from '../subject.ts';
import type { Row, Sample, Table } from '../table.ts';
import type { Measure } from './measure.ts';
import { runWork } from './run-work.ts';

// A subject that takes this long is not asked again, so that a run ends within minutes.
const slowMs = 5_000;

/** Which subjects, and how thoroughly. */
export interface RunOptions {
  readonly subjects: readonly SubjectName[];
  readonly quick: boolean;
  /** Told after each run. */
  readonly onProgress: (line: string) => void;
}

/** Runs a measure for every subject, repeat by repeat, every other repeat in the opposite order. */
export async function runMeasure(measure: Measure, { subjects, quick, onProgress }: RunOptions): Promise<Table> {
  const samples = new Map<SubjectName, Sample[]>(subjects.map((name) => [name, []]));
  const failures = new Map<SubjectName, string>();
  const repeats = quick ? 1 : measure.repeats;
  const slow = new Set<SubjectName>();

  async function runOne(name: SubjectName, repeat: number): Promise<void> {
    if (slow.has(name) || measure.without?.[name] !== undefined) return;
    const startedAt = realMonotonic();
    try {
      const sample = await runWork(measure, name, quick);
      samples.get(name)?.push(sample);
      onProgress(`${measure.name} ${repeat + 1}/${repeats} ${name} ${JSON.stringify(sample)}`);
    } catch (error) {
      failures.set(name, error instanceof Error ? error.message : String(error));
      onProgress(`${measure.name} ${repeat + 1}/${repeats} ${name} FAILED: ${failures.get(name)}`);
    }
    if (realMonotonic() - startedAt > slowMs) slow.add(name);
  }

  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const queue = repeat % 2 === 0 ? [...subjects] : subjects.toReversed();
    const lane = async (): Promise<void> => {
      for (let name = queue.shift(); name !== undefined; name = queue.shift()) await runOne(name, repeat);
    };
    await Promise.all(Array.from({ length: measure.abreast ?? 1 }, lane));
  }

  const rows = subjects.map(async (name): Promise<Row> => {
    const { title } = await loadSubject(name);
    return {
      key: name,
      title,
      samples: samples.get(name) ?? [],
      missing: failures.get(name) ?? measure.without?.[name],
    };
  });
  return { ...measure, rows: await Promise.all(rows) };
}
