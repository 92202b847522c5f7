import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const now = Date.UTC(2026, 0, 1, 12, 0, 0);

describe('retryAfterMs', () => {
  it.each<[string | null, number | undefined]>([
    [null, undefined],
    ['', undefined],
    ['   ', undefined],
    ['soon', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
    ['1e3s', undefined],
    ['0', 1000],
    ['1', 1000],
    ['2', 2000],
    [' 7 ', 7000],
    ['007', 7000],
    ['59', 59_000],
    ['60', 60_000],
    ['61', 60_000],
    ['86400', 60_000],
    ['9'.repeat(400), 60_000],
    ['Thu, 01 Jan 2026 12:00:05 GMT', 5000],
    ['Thursday, 01-Jan-26 12:00:05 GMT', 5000],
    ['Thu, 01 Jan 2026 12:00:00 GMT', 1000],
    ['Thu, 01 Jan 2026 11:00:00 GMT', 1000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 1000],
    ['Thu, 01 Jan 2026 13:00:00 GMT', 60_000],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 60_000],
  ])('reads %j as %s ms', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });

  it.each(['-1', '-99999', '1.5', '1e9', '0x10', 'next week 5'])(
    'never leaves 1 to 60 s for the absurd %j',
    (header) => {
      const waitMs = retryAfterMs(header, now) ?? 1000;
      expect(waitMs).toBeGreaterThanOrEqual(1000);
      expect(waitMs).toBeLessThanOrEqual(60_000);
    },
  );
});
