import type { CallResult } from './call.ts';

/** What became of some calls. */
export interface Tally {
  readonly calls: number;
  readonly failed: number;
  /** The slowest of those that were answered, milliseconds. */
  readonly slowestMs: number;
}

/** No calls yet. */
export const nothing: Tally = { calls: 0, failed: 0, slowestMs: 0 };

/** The tally with one more call. */
export function withCall({ calls, failed, slowestMs }: Tally, { ok, ms }: CallResult): Tally {
  return { calls: calls + 1, failed: failed + (ok ? 0 : 1), slowestMs: ok ? Math.max(slowestMs, ms) : slowestMs };
}
