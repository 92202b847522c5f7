import { describe, expect, it } from 'vitest';
import { readLife } from './read-life.ts';

const noon = Date.parse('2026-11-26T12:00:00Z');

/** The life that an instant leaves. */
function lifeUntil(end: unknown, now: number, headers: HeadersInit = {}): number {
  return readLife(end, 'instant', { headers: new Headers(headers) }, now);
}

describe('readLife, of an instant,', () => {
  const instants: readonly [string, unknown][] = [
    ['epoch seconds', noon / 1000 + 3600],
    ['epoch seconds as digits', String(noon / 1000 + 3600)],
    ['epoch milliseconds', noon + 3_600_000],
    ['epoch milliseconds as digits', String(noon + 3_600_000)],
    ['ISO', '2026-11-26T13:00:00Z'],
    ['ISO in lower case', '2026-11-26t13:00:00z'],
    ['ISO with microseconds', '2026-11-26T13:00:00.000000Z'],
    ['ISO with an offset', '2026-11-26T15:00:00+02:00'],
    ['ISO with an offset without a colon', '2026-11-26T15:00:00+0200'],
    ['ISO with an offset of hours, as PostgreSQL writes it', '2026-11-26 15:00:00+02'],
    ['ISO without a zone, which is UTC', '2026-11-26T13:00:00'],
    ['ISO with a space', '2026-11-26 13:00:00'],
    ['ISO without seconds', '2026-11-26T13:00Z'],
  ];

  it.each(instants)('reads %s', (_, end) => {
    expect(lifeUntil(end, noon)).toBe(3_600_000);
  });

  it.each(instants)('counts %s from the date of the answer, so that a wrong clock here does no harm', (_, end) => {
    expect(lifeUntil(end, noon + 900_000, { date: 'Thu, 26 Nov 2026 12:00:00 GMT' })).toBe(3_600_000);
  });

  it('takes one that is past for the last second of a token', () => {
    expect(lifeUntil('2026-11-26T11:00:00Z', noon)).toBe(0);
  });
});
