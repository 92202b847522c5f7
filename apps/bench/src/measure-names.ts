/** Files of `measures/`, in the order of RESULTS.md. */
export const measureNames = [
  'hit',
  'cold-callers',
  'refresh-stall',
  'sticky-end',
  'last-five-minutes',
  'three-lifetimes',
  'outage-alive',
  'outage-dead',
] as const;
