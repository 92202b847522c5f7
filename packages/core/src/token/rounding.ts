/**
 * How much earlier a token is taken to expire than the answer says, since servers round its lifetime up to whole seconds
 * (measured on Doorkeeper, Glewlwyd and better-auth).
 *
 * Why: docs/why.md#rounding
 *
 * @param grantedMs what the answer granted
 * @returns a second, or a tenth of what was granted where that is less, milliseconds
 */
export function roundingMs(grantedMs: number): number {
  return Math.min(1000, grantedMs / 10);
}
