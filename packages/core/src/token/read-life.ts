import type { AnswerToRead } from './answer-place.ts';

/** How an answer gives the token's lifetime: the seconds or milliseconds left, or the instant of its end. */
export type LifeUnit = (typeof lifeUnits)[number];

/** All of them. */
export const lifeUnits = ['seconds', 'milliseconds', 'instant'] as const;

/** Seconds that are left, in milliseconds; `undefined` where there are none. */
export function secondsOf(found: unknown): number | undefined {
  return found === undefined || found === null ? undefined : numberOf(found) * 1000;
}

/** Seconds since 1970 reach this number in the year 5138, milliseconds did in 1973. (docs/why.md#epoch-or-seconds) */
const leastEpochMs = 1e11;

/**
 * The lifetime that an answer gives, in milliseconds.
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
  const number = numberOf(found);
  if (unit === 'seconds') return number * 1000;
  if (unit === 'milliseconds') return number;
  const endsAt = Number.isNaN(number) ? isoInstant(found) : number * (number < leastEpochMs ? 1000 : 1);
  const answeredAt = dateOf(headers.get('date') ?? '');
  // One that is past may be a clock's fault: like 0, it is asked again.
  return Math.max(0, endsAt - (Number.isNaN(answeredAt) ? now : answeredAt));
}

/** A number, or digits in a string. */
function numberOf(found: unknown): number {
  if (typeof found === 'string' && /^\d+$/.test(found)) return Number(found);
  return typeof found === 'number' ? found : Number.NaN;
}

function isoInstant(text: unknown): number {
  const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)\d*(?:Z|([+-]\d\d)(?::?(\d\d))?)?$/i;
  const [, day, time, hours = '+00', minutes = '00'] = iso.exec(String(text)) ?? [];
  return dateOf(`${day}T${time}${hours}:${minutes}`);
}

function dateOf(text: string): number {
  // oxlint-disable-next-line no-restricted-globals -- parsing a date reads no clock
  return Date.parse(text);
}
