import type { Clock } from '../concurrency/clock.ts';

/**
 * What is left of a token, from now on: the shorter of wall and monotonic time, so that no clock makes an expired token
 * look valid. It is at most what was granted.
 *
 * Why: docs/why.md#two-clocks
 *
 * @returns milliseconds at the moment of each call, below 0 once it has expired
 */
export function remainingLife(
  { expiresAt, lifetimeMs }: { readonly expiresAt: number; readonly lifetimeMs: number },
  clock: Pick<Clock, 'now' | 'monotonic'>,
): () => number {
  const endsAt = clock.monotonic() + Math.min(lifetimeMs, expiresAt - clock.now());
  return () => Math.min(expiresAt - clock.now(), endsAt - clock.monotonic());
}
