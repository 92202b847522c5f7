import { UsageError } from './usage-error.ts';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Reads a duration with its unit: `500ms`, `90s`, `5m`, `1.5h`.
 *
 * @param option what to call it in the error
 * @param leastMs the least that makes sense
 * @throws UsageError for anything else, for less, and for more than a timer holds (24 days)
 */
export function parseDuration(option: string, text: string, leastMs = 0): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(amount) * (unitMs[unit] ?? NaN);
  if (ms >= leastMs && ms <= 2 ** 31 - 1) return ms;
  throw new UsageError(`${option} must be a duration with its unit, such as 90s, 5m or 1h.`);
}
