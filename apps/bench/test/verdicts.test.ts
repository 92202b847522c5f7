import { describe, expect, it } from 'vitest';
import { verdicts } from '../src/parts/verdicts.ts';
import type { Sample, Table, Threshold } from '../src/parts/table.ts';

const count: Threshold = { key: 'exchanges', atMost: 1, kind: 'count', title: 'exchanges' };
const time: Threshold = { key: 'ms', atMost: 1.5, kind: 'report', title: 'wall', relativeTo: 'limit' };

describe('a verdict', () => {
  it('holds a count against the worst repeat', () => {
    expect(verdicts(table([{ exchanges: 1 }, { exchanges: 2 }, { exchanges: 1 }], count))[0]).toMatchObject({
      value: 2,
      holds: false,
    });
  });

  it('holds a time against the median, over that of another row', () => {
    expect(verdicts(table([{ ms: 10 }, { ms: 12 }, { ms: 99 }], time))[0]).toMatchObject({ value: 1.2, holds: true });
  });

  it('does not hold when ours failed, or gave no number', () => {
    expect(verdicts(table([], count))[0]?.holds).toBe(false);
    expect(verdicts(table([{}], count))[0]?.holds).toBe(false);
  });
});

function table(samples: readonly Sample[], threshold: Threshold): Table {
  const rows = [
    { key: 'ours', title: 'ours', samples },
    { key: 'limit', title: 'limit', samples: [{ ms: 10, exchanges: 1 }] },
  ];
  return { name: 'table', title: 'Title', about: '', columns: [], thresholds: [threshold], rows };
}
