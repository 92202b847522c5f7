import { describe, expect, it } from 'vitest';
import { ExchangeLog, type ExchangeRecord } from './exchange-log.ts';

const record = (at: number): ExchangeRecord => ({
  at,
  route: '/',
  appId: undefined,
  status: 401,
  reused: false,
  remainingMs: undefined,
  fault: undefined,
});

describe('the log of exchanges', () => {
  it.each([0, 1, 3, 5])('keeps the last %d, oldest first', (size) => {
    const log = new ExchangeLog(size);
    for (let at = 0; at < 25; at += 1) {
      log.add(record(at));
      const expected = Array.from({ length: Math.min(size, at + 1) }, (_, index) => at - index).toReversed();
      expect(log.list().map(({ at }) => at)).toEqual(expected);
    }
  });

  it('is empty after clear', () => {
    const log = new ExchangeLog(3);
    log.add(record(1));
    log.clear();
    expect(log.list()).toEqual([]);
  });
});
