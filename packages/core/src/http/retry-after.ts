/**
 * Reads `Retry-After` (RFC 9110 §10.2.3), seconds or an HTTP date, clamped to 1–60 s.
 *
 * Why: docs/why.md#retry-after
 *
 * @param now epoch milliseconds
 * @returns milliseconds, or `undefined` if there is none that can be read
 */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  // oxlint-disable-next-line no-restricted-globals -- parsing a date reads no clock
  const waitMs = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(waitMs) ? undefined : Math.min(60_000, Math.max(1000, waitMs));
}
