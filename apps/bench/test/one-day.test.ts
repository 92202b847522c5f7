import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { oneDayText, type OneDay } from '../src/one-day.ts';
import { loadSubjects } from '../src/parts/load-subjects.ts';

const docs = new URL('../../../docs/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, docs), 'utf8');
const stored: OneDay = JSON.parse(read('operating/one-day.json'));

/** Without what the formatter adds to tables and lines. */
const plain = (text: string): string => text.replaceAll(/-+/g, '-').replaceAll(/\s+/g, ' ');

describe('what reuse saves', () => {
  it('was measured for every client of the bench, on one day', { timeout: 60_000 }, async () => {
    const subjects = (await loadSubjects('tokens')).filter(({ measures }) => measures === undefined);
    const keys = ['each-call', 'file-cache', ...subjects.map(({ key }) => key)];
    expect(stored.clients.map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
    expect(stored.clients.filter(({ exchanges }) => !(exchanges >= 24))).toEqual([]);
  });

  it('stands in docs/operating.md as it was measured', () => {
    expect(plain(read('operating.md'))).toContain(plain(oneDayText(stored)));
  });

  it('is reckoned from the exchanges of the day: a month of thirty, $2.25 for a thousand, 1,000 tokens a month', () => {
    const clients = [
      { key: 'few', title: 'few', exchanges: 96 },
      { key: 'many', title: 'many', exchanges: 1080 },
    ];
    expect(
      oneDayText({ ...stored, clients })
        .split('\n')
        .slice(-2),
    ).toEqual(['| many | 1,080 | 32,400 | 72.90 | 0.9 days |', '| few | 96 | 2,880 | 6.48 | 10.4 days |']);
  });
});
