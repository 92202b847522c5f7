import type { AnswerToRead } from './answer-place.ts';

/** How an answer tells the life of its token: seconds or milliseconds that are left, or the instant of its end. */
export type LifeUnit = (typeof lifeUnits)[number];

/** All of them. */
export const lifeUnits = ['seconds', 'milliseconds', 'instant'] as const;

/** Seconds since 1970 reach this number in the year 5138, milliseconds did in 1973. */
const leastEpochMs = 1e11;

/**
 * How long a token lives by what its answer says, milliseconds.
 *
 * A number may come as a string of digits. An instant is one in ISO 8601 (UTC where it tells no zone), epoch seconds or
 * epoch milliseconds; it is counted from the answer's own `Date`, so that a clock here that is wrong does not matter,
 * and from `now` where there is none.
 *
 * @returns `NaN` for what is none of these
 */
export function readLife(
  found: unknown,
  unit: LifeUnit,
  { headers }: Pick<AnswerToRead, 'headers'>,
  now: number,
): number {
  const said = typeof found === 'string' && /^\d+$/.test(found) ? Number(found) : found;
  if (unit === 'seconds') return typeof said === 'number' ? said * 1000 : Number.NaN;
  if (unit === 'milliseconds') return typeof said === 'number' ? said : Number.NaN;
  const endsAt = typeof said === 'number' ? said * (said < leastEpochMs ? 1000 : 1) : isoInstant(said);
  const answeredAt = dateOf(headers.get('date') ?? '');
  // One that is past may be a clock's fault: like 0, it is asked again.
  return Math.max(0, endsAt - (Number.isNaN(answeredAt) ? now : answeredAt));
}

function isoInstant(text: unknown): number {
  const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)\d*(Z|[+-]\d\d:?\d\d)?$/i;
  const [, day, time, zone = 'Z'] = iso.exec(String(text)) ?? [];
  return dateOf(`${day}T${time}${zone.toUpperCase().replace(/(\d\d)(\d\d)$/, '$1:$2')}`);
}

function dateOf(text: string): number {
  // oxlint-disable-next-line no-restricted-globals -- parsing a date reads no clock
  return Date.parse(text);
}
